#include "collect/sweep/names.h"

#include <algorithm>
#include <array>
#include <random>

#include "collect/sweep/netbios.h"
#include "collect/sweep/reverse.h"
#include "core/pool.h"

namespace muster {
namespace {

using Named = std::map<Ip, std::vector<NameFact>>;
using Names = std::optional<std::vector<std::string>>;  // as parse_reverse_answer()
using Addresses = std::vector<Ip>;

// A name server that answers nothing of one batch is not asked about the next.
constexpr size_t batch = 500;
constexpr size_t first_batch = 50;

constexpr ProbePace dns_pace{1'000, 50, 2, Milliseconds(1'500)};
constexpr ProbePace host_pace{500, 256, 2, Milliseconds(400)};
constexpr ProbePace group_pace{200, 256, 2, Milliseconds(500)};
constexpr ProbePace netbios_pace{50, 64, 2, Milliseconds(1'000)};  // 20 ms between two

struct MulticastGroup {
  int port;
  const char* v4;
  const char* v6;

  Ip address(bool v6_wanted) const { return parse_ip(v6_wanted ? v6 : v4).value_or(Ip{}); }
};
constexpr MulticastGroup mdns{5353, "224.0.0.251", "ff02::fb"};
constexpr MulticastGroup llmnr{5355, "224.0.0.252", "ff02::1:3"};

class Asker {
 public:
  Asker(std::span<const Ip> living, Prober& prober, std::stop_token stop)
      : prober_(prober), stop_(std::move(stop)) {
    const auto links = prober.links();
    for (const Ip& ip : living) {
      if (!is_host_address(ip)) continue;
      all_.push_back(ip);
      const auto has = [&](const Cidr& link) { return link.contains(ip); };
      if (std::any_of(links.begin(), links.end(), has)) near_.push_back(ip);
    }
  }

  Named ask() {
    using Ask = Named (Asker::*)() const;
    constexpr std::array<Ask, 4> protocols{&Asker::by_dns, &Asker::by_mdns, &Asker::by_llmnr,
                                           &Asker::by_netbios};
    std::array<Named, protocols.size()> told;
    parallel_for(
        protocols.size(), protocols.size(), [&](size_t i) { told[i] = (this->*protocols[i])(); },
        stop_);
    Named out;
    for (Named& names : told) {
      for (auto& [ip, facts] : names) {
        out[ip].insert(out[ip].end(), facts.begin(), facts.end());
      }
    }
    return out;
  }

 private:
  using Question = std::function<UdpQuestion(const Ip& ip, uint16_t id)>;
  using Parse = std::function<Names(std::string_view bytes, uint16_t id, const Ip& ip)>;

  // Asks about each of `addresses`, adds to `out`, and leaves those that are still not answered.
  void put(Addresses& addresses, const ProbePace& pace, NameSource source, const Question& question,
           const Parse& parse, Named& out) const {
    std::random_device random;
    std::vector<uint16_t> ids;
    std::vector<UdpQuestion> questions;
    for (const Ip& ip : addresses) {
      ids.push_back(static_cast<uint16_t>(random()));
      questions.push_back(question(ip, ids.back()));
    }
    const UdpAnswers answers = [&](size_t i, std::string_view bytes) {
      return parse(bytes, ids[i], addresses[i]).has_value();
    };
    const auto heard = prober_.ask(questions, pace, answers, stop_);
    Addresses silent;
    for (size_t i = 0; i < addresses.size(); ++i) {
      const Names names = parse(heard[i], ids[i], addresses[i]);
      if (!names) silent.push_back(addresses[i]);
      if (!names || names->empty()) continue;
      for (const std::string& name : *names) out[addresses[i]].push_back({name, source});
    }
    addresses = std::move(silent);
  }

  static Parse parse_reverse(ReverseBy by) {
    return [by](std::string_view bytes, uint16_t id, const Ip& ip) {
      return parse_reverse_answer(by, bytes, id, ip);
    };
  }

  Named by_dns() const {
    Named out;
    Addresses left = all_;
    for (const Ip& server : prober_.name_servers()) left = by_server(server, left, out);
    return out;
  }

  // The addresses that the server did not say anything of.
  Addresses by_server(const Ip& server, const Addresses& addresses, Named& out) const {
    Addresses silent;
    bool dead = false;
    for (size_t at = 0; at < addresses.size();) {
      const size_t count = std::min(at == 0 ? first_batch : batch, addresses.size() - at);
      const auto begin = addresses.begin() + static_cast<std::ptrdiff_t>(at);
      Addresses part(begin, begin + static_cast<std::ptrdiff_t>(count));
      const auto question = [&](const Ip& ip, uint16_t id) {
        return UdpQuestion{server, 53, reverse_question(ReverseBy::dns, id, ip)};
      };
      if (!dead) {
        put(part, dns_pace, NameSource::ptr, question, parse_reverse(ReverseBy::dns), out);
      }
      dead = part.size() == count;
      silent.insert(silent.end(), part.begin(), part.end());
      at += count;
    }
    return silent;
  }

  Named by_mdns() const {
    Named out;
    Addresses left = near_;
    const auto alone = [](const Ip& ip, uint16_t id) {
      return UdpQuestion{ip, mdns.port, reverse_question(ReverseBy::mdns, id, ip)};
    };
    put(left, host_pace, NameSource::mdns, alone, parse_reverse(ReverseBy::mdns), out);
    by_group(left, mdns, ReverseBy::mdns, NameSource::mdns, out);
    return out;
  }

  Named by_llmnr() const {
    Named out;
    Addresses left = near_;
    by_group(left, llmnr, ReverseBy::llmnr, NameSource::llmnr, out);
    return out;
  }

  void by_group(Addresses& left, const MulticastGroup& group, ReverseBy by, NameSource source,
                Named& out) const {
    const auto question = [&](const Ip& ip, uint16_t id) {
      return UdpQuestion{ip, group.port, reverse_question(by, id, ip), group.address(ip.v6)};
    };
    put(left, group_pace, source, question, parse_reverse(by), out);
  }

  Named by_netbios() const {
    Named out;
    Addresses left = all_;
    std::erase_if(left, [](const Ip& ip) { return ip.v6; });
    const auto question = [](const Ip& ip, uint16_t id) {
      return UdpQuestion{ip, netbios_port, netbios_question(id)};
    };
    const auto parse = [](std::string_view bytes, uint16_t id, const Ip&) -> Names {
      const auto name = parse_netbios_answer(bytes, id);
      if (!name) return std::nullopt;
      return name->empty() ? std::vector<std::string>{} : std::vector{*name};
    };
    put(left, netbios_pace, NameSource::netbios, question, parse, out);
    return out;
  }

  Prober& prober_;
  std::stop_token stop_;
  Addresses all_;
  Addresses near_;  // in networks that we are attached to
};

}  // namespace

Named ask_names(std::span<const Ip> living, Wires& wires, std::stop_token stop) {
  wires.progress.phase("asking for names");
  return Asker(living, wires.prober, std::move(stop)).ask();
}

}  // namespace muster
