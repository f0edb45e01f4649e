#include "collect/sweep/names.h"

#include <algorithm>
#include <mutex>

#include "collect/sweep/offlink.h"
#include "packets.h"
#include "scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// A network of hosts that answer what they are made to.
struct FakeNet : Prober {
  std::set<Ip> echoing;
  std::set<TcpTarget> open;
  std::map<std::pair<Ip, int>, std::string> names;  // (address, port) → what is answered there
  std::set<Ip> groups_only;                         // silent to mDNS asked of them alone
  std::vector<Ip> servers;
  std::set<Ip> dead;  // name servers
  std::vector<Cidr> own{parse_cidr("10.20.4.1/24").value()};

  std::mutex mutex;
  std::vector<Ip> echoed;
  std::vector<TcpTarget> connected;
  std::vector<UdpQuestion> asked;

  std::vector<bool> echo(std::span<const Ip> targets, const ProbePace&, std::stop_token,
                         Diagnostics&) override {
    std::vector<bool> alive;
    for (const Ip& target : targets) {
      echoed.push_back(target);
      alive.push_back(echoing.contains(target));
    }
    return alive;
  }

  std::vector<bool> connect(std::span<const TcpTarget> targets, const ProbePace&,
                            std::stop_token) override {
    std::vector<bool> alive;
    for (const TcpTarget& target : targets) {
      connected.push_back(target);
      alive.push_back(open.contains(target));
    }
    return alive;
  }

  std::vector<std::string> ask(std::span<const UdpQuestion> questions, const ProbePace&,
                               const UdpAnswers& answers, std::stop_token) override {
    const std::lock_guard guard(mutex);
    std::vector<std::string> heard;
    for (size_t i = 0; i < questions.size(); ++i) {
      asked.push_back(questions[i]);
      const std::string bytes = answer(questions[i]);
      heard.push_back(!bytes.empty() && answers(i, bytes) ? bytes : "");
    }
    return heard;
  }

  std::string answer(const UdpQuestion& question) const {
    const int id =
        static_cast<uint8_t>(question.bytes[0]) << 8 | static_cast<uint8_t>(question.bytes[1]);
    if (question.port == 53) return from_server(question, id);
    if (question.port == 5353 && question.group.unspecified() &&
        groups_only.contains(question.host)) {
      return {};
    }
    const auto found = names.find({question.host, question.port});
    if (found == names.end()) return {};
    if (question.port == 137) return node_status(id, {registered(found->second, 0, 0x0400)});
    return header(id, 0x8400, 1, 1) + question.bytes.substr(12) +
           record("\xC0\x0C", labels(found->second));
  }

  std::string from_server(const UdpQuestion& question, int id) const {
    if (dead.contains(question.host)) return {};
    const size_t end = question.bytes.size() - 11;  // without its OPT record
    const std::string about = question.bytes.substr(12, end - 12);
    for (const auto& [place, name] : names) {
      if (place.second != 53 || about != test::asked(reverse_name(place.first))) continue;
      return header(id, 0x8180, 1, 1) + about + record("\xC0\x0C", labels(name));
    }
    return header(id, 0x8183, 1, 0) + about;
  }

  std::vector<Cidr> links() override { return own; }
  std::vector<Ip> name_servers() override { return servers; }

  size_t questions_to(const Ip& host, int port) const {
    return static_cast<size_t>(
        std::count_if(asked.begin(), asked.end(), [&](const UdpQuestion& question) {
          return question.host == host && question.port == port;
        }));
  }
};

struct Neighbours {
  FakeNet net;
  Scene scene;
  Wires wires{.clock = scene.clock,
              .http = scene.http,
              .runner = scene.runner,
              .progress = scene.progress,
              .prober = net};

  Strings ask(const std::vector<Ip>& living) {
    Strings out;
    for (const auto& [address, names] : ask_names(living, wires, {})) {
      for (const NameFact& name : names) {
        out.push_back(render(address) + " " + std::string(word(name.source)) + " " + name.name);
      }
    }
    return out;
  }

  Strings probe(const SweepConfig& config, const std::vector<Ip>& targets) {
    Strings out;
    Diagnostics trouble;
    for (const ProbeFact& fact : probe_offlink(config, targets, wires, {}, trouble)) {
      CHECK(describe(fact) == "probe " + render(fact.address.ip));
      out.push_back(render(fact.address));
    }
    CHECK(trouble.empty());
    return out;
  }
};

}  // namespace

TEST_CASE("a neighbour is asked in every way, best source first") {
  Neighbours near;
  const Ip host = ip("10.20.4.17");
  near.net.servers = {ip("10.20.4.53")};
  near.net.names = {{{host, 53}, "nas.berlin.example"},
                    {{host, 5353}, "diskstation.local"},
                    {{host, 5355}, "nas-llmnr"},
                    {{host, 137}, "NAS-NB"}};
  CHECK(near.ask({host}) == Strings{"10.20.4.17 ptr nas.berlin.example",
                                    "10.20.4.17 mdns diskstation", "10.20.4.17 llmnr nas-llmnr",
                                    "10.20.4.17 netbios NAS-NB"});
}

TEST_CASE("a host across routers is asked by nothing that is meant for one link") {
  Neighbours far;
  const Ip host = ip("10.30.0.17");
  far.net.servers = {ip("10.20.4.53")};
  far.net.names = {{{host, 5353}, "x.local"}, {{host, 5355}, "y"}, {{host, 137}, "PC-7"}};
  CHECK(far.ask({host}) == Strings{"10.30.0.17 netbios PC-7"});
  CHECK(far.net.questions_to(host, 5353) == 0);
  CHECK(far.net.questions_to(host, 5355) == 0);
}

TEST_CASE("who is silent alone is asked by its group, and must answer itself") {
  Neighbours near;
  const Ip host = ip("10.20.4.17");
  near.net.names = {{{host, 5353}, "tv.local"}};
  near.net.groups_only = {host};
  CHECK(near.ask({host}) == Strings{"10.20.4.17 mdns tv"});
  CHECK(near.net.questions_to(host, 5353) == 2);
  CHECK(near.net.asked.back().host == host);
}

TEST_CASE("IPv6 neighbours are asked by their groups and not by NetBIOS") {
  Neighbours near;
  near.net.own = {parse_cidr("2001:db8:4::1/64").value()};
  const Ip host = ip("2001:db8:4::17");
  near.net.names = {{{host, 5353}, "tv.local"}, {{host, 5355}, "tv2"}, {{host, 137}, "NB"}};
  near.net.groups_only = {host};
  CHECK(near.ask({host, ip("fe80::1")}) ==
        Strings{"2001:db8:4::17 mdns tv", "2001:db8:4::17 llmnr tv2"});
  std::set<std::string> groups;
  for (const auto& question : near.net.asked) {
    CHECK(question.host == host);
    if (!question.group.unspecified()) groups.insert(render(question.group));
  }
  CHECK(groups == std::set<std::string>{"ff02::1:3", "ff02::fb"});
}

TEST_CASE(
    "a dead name server is asked no more than its first questions, and the next one answers") {
  Neighbours near;
  near.net.own.clear();
  near.net.servers = {ip("10.20.4.53"), ip("10.20.4.54")};
  near.net.dead = {ip("10.20.4.53")};
  std::vector<Ip> hosts;
  for (int i = 0; i < 1'200; ++i) {
    hosts.push_back(ip("10.30." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1)));
  }
  near.net.names = {{{hosts[0], 53}, "first.example"}, {{hosts[1'199], 53}, "last.example"}};
  CHECK(near.ask(hosts) == Strings{"10.30.0.1 ptr first.example", "10.30.4.200 ptr last.example"});
  CHECK(near.net.questions_to(ip("10.20.4.53"), 53) == 50);
  CHECK(near.net.questions_to(ip("10.20.4.54"), 53) == 1'200);
}

TEST_CASE("hosts across routers are those that answer an echo or one of the ports") {
  Neighbours far;
  far.net.echoing = {ip("10.30.0.1"), ip("10.20.4.9"), ip("2001:db8:9::1")};
  far.net.open = {{ip("10.30.0.2"), 22}, {ip("10.30.0.3"), 443}, {ip("10.30.0.4"), 8080}};
  SweepConfig config;
  config.ports = {22, 443};
  CHECK(far.probe(config, {ip("10.30.0.4"), ip("10.30.0.3"), ip("10.30.0.2"), ip("10.30.0.1"),
                           ip("10.30.0.1"), ip("10.20.4.9"), ip("2001:db8:9::1"), ip("ff02::1")}) ==
        Strings{"10.30.0.1/32", "10.30.0.2/32", "10.30.0.3/32", "2001:db8:9::1/128"});
  CHECK(far.net.echoed == std::vector<Ip>{ip("10.30.0.1"), ip("10.30.0.2"), ip("10.30.0.3"),
                                          ip("10.30.0.4"), ip("2001:db8:9::1")});
  CHECK(far.net.connected.size() == 5);
}

TEST_CASE("without targets across routers nothing is asked") {
  Neighbours near;
  near.net.echoing = {ip("10.20.4.9")};
  CHECK(near.probe({}, {ip("10.20.4.9")}) == Strings{});
  CHECK(near.net.echoed.empty());
  CHECK(near.net.connected.empty());
}
