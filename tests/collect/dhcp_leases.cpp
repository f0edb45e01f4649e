#include "collect/dhcp_leases.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "collect/dhcp_leases_socket.h"
#include "collect/dhcp_leases_table.h"
#include "scene.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr long long kNow = 1'800'000'000;  // 2027-01-15 08:00:00 UTC

std::string folder() { return std::string(TESTS_DIR) + "/collect/leases/"; }

std::string slurp(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A fact in one line: row, MAC, DUID, name, relay port, "fixed".
std::string shown(const Fact& fact) {
  std::string text = fact.row + " " + (fact.mac ? render(*fact.mac) : "-");
  if (!fact.duid.empty()) text += " duid " + fact.duid;
  for (const NameFact& name : fact.names) text += " name " + name.name;
  if (!fact.seen_on.empty()) text += " on " + fact.seen_on;
  return text + (fact.fixed ? " fixed" : "");
}

Strings shown(const std::vector<Fact>& facts) {
  Strings lines;
  for (const Fact& fact : facts) lines.push_back(shown(fact));
  return lines;
}

using Read = void (*)(const LeaseText&, LeaseTable&);

LeaseRows rows_of(Read read, const std::string& text) {
  LeaseTable table;
  read({"the file", text}, table);
  return std::move(table).finish(kNow);
}

LeaseRows rows_of_file(Read read, const std::string& name) {
  LeaseRows rows = rows_of(read, slurp(folder() + name));
  CHECK(render(rows.trouble) == "");
  return rows;
}

using Dropped = std::map<std::string, size_t>;

struct LeaseScene : Scene {
  LeaseScene(const std::string& format, const std::string& path) {
    clock.time = Time(Seconds(kNow));
    source.config.kind = "dhcp-leases";
    source.config.name = "dhcp1";
    source.config.site = "berlin";
    source.config.leases.format = format;
    source.config.leases.path = path;
  }
};

// A machine behind SSH: files, and sockets that answer by command.
struct CannedSsh : Ssh {
  struct Session : SshSession {
    CannedSsh& ssh;
    explicit Session(CannedSsh& owner) : ssh(owner) {}
    std::optional<std::string> read_file(const std::string& path, size_t) override {
      ssh.asked.push_back("read " + path);
      const auto found = ssh.files.find(path);
      if (found == ssh.files.end()) return std::nullopt;
      std::string text = found->second.front();
      if (found->second.size() > 1) found->second.erase(found->second.begin());
      return text;
    }
    std::string ask_socket(const std::string& path, const std::string& request, size_t) override {
      ssh.asked.push_back("ask " + path + " " + request.substr(0, request.find('\n')));
      if (ssh.answers.empty()) throw Error("unforeseen");
      std::string answer = ssh.answers.front();
      ssh.answers.erase(ssh.answers.begin());
      return answer;
    }
  };
  std::map<std::string, std::vector<std::string>> files;  // one after the other, the last stays
  std::vector<std::string> answers;
  std::vector<std::string> asked;
  SshServer server;

  std::unique_ptr<SshSession> log_in(const SshServer& to, std::stop_token) override {
    server = to;
    return std::make_unique<Session>(*this);
  }
};

struct RemoteScene : LeaseScene {
  CannedSsh ssh;

  RemoteScene(const std::string& format, const std::string& path) : LeaseScene(format, path) {
    source.config.leases.ssh = "muster@dhcp1:2222";
    source.config.leases.identity = "key";
    source.config.leases.known_hosts = "known";
    source.password = Secret("swordfish");
  }
  Observation collect() {
    Wires all{.clock = clock, .http = http, .runner = runner, .progress = progress, .ssh = ssh};
    return collect_all({&source, 1}, all, {}).front();
  }
};

}  // namespace

TEST_CASE("dnsmasq: each bound lease is a fact, each other row a counted drop") {
  const LeaseRows rows = rows_of_file(read_dnsmasq_leases, "dnsmasq.leases");
  CHECK(
      shown(rows.facts) ==
      Strings{"lease 10.20.4.17 02:4d:00:00:00:11 name web1", "lease 10.20.4.18 02:4d:00:00:00:12",
              "lease 10.20.4.20 02:4d:00:00:00:14 duid 00030001024d00000014 name odd",
              "lease 2001:db8:4::17 02:4d:00:00:00:11 duid 000100012a000002024d00000011 name web1",
              "lease 2001:db8:4::18 - duid 0004112233445566778899aabbccddeeff00"});
  CHECK(rows.dropped == Dropped{{"expired", 1}, {"no MAC or DUID", 1}});
}

TEST_CASE("dnsmasq: a broken line is named by line and column, and the others are read") {
  const LeaseRows rows = rows_of(read_dnsmasq_leases,
                                 "soon 02:4d:00:00:00:11 10.20.4.17 web1 *\n"
                                 "1 02:4d:00:00:00:11 10.20.4.17 web1\n"
                                 "1 02:4d:00:00:00:11 10.20.4.17 web1 * more\n"
                                 "\n"
                                 "1 02:4d:00:00:00:11 10.20.4 web1 *\n"
                                 "1 02:4d:00:00:00 10.20.4.17 web1 *\n"
                                 "1 x 2001:db8::1 web1 *\n"
                                 "1 02:4d:00:00:00:11 10.20.4.17 web1 01:zz\n"
                                 "0 02:4d:00:00:00:11 10.20.4.17 web1 *\r\n"
                                 "0 02:4d:00:00:00:12 10.20.4.18 we");
  CHECK(shown(rows.facts) == Strings{"lease 10.20.4.17 02:4d:00:00:00:11 name web1"});
  CHECK(rows.dropped == Dropped{{"broken", 8}});
  CHECK(render(rows.trouble) ==
        "the file:1:1: error: this is no time of expiry\n"
        "the file:2:36: error: a lease has 5 fields, and this 4\n"
        "the file:3:39: error: a lease has 5 fields, and this 6\n"
        "the file:5:21: error: this is no address\n"
        "the file:6:3: error: this is no MAC\n"
        "the file:7:3: error: this is no number\n"
        "the file:8:37: error: this is no client identifier\n"
        "the file:10:34: error: the line is cut off\n");
}

TEST_CASE("ISC: the last entry of a lease counts, with its option 82") {
  const LeaseRows rows = rows_of_file(read_isc_leases, "dhcpd.leases");
  CHECK(shown(rows.facts) ==
        Strings{"lease 10.20.5.17 02:4d:00:00:00:21 name web\"1 on 0x024d00000901 ge-0/0/7",
                "lease 10.20.5.18 02:4d:00:00:00:22 fixed",
                "lease 10.20.5.19 02:4d:00:00:00:23 duid 00030001024d00000023 on 0x00040007"});
  CHECK(rows.dropped == Dropped{{"abandoned", 1},
                                {"backup", 1},
                                {"expired", 1},
                                {"free", 1},
                                {"no MAC or DUID", 1},
                                {"superseded", 1}});
}

TEST_CASE("ISC: addresses of IPv6 are leases, delegated prefixes are not") {
  const LeaseRows rows = rows_of_file(read_isc_leases, "dhcpd6.leases");
  CHECK(shown(rows.facts) == Strings{"lease 2001:db8:5::17 02:4d:00:00:00:30 duid "
                                     "00030001024d00000030 name web1.berlin.example"});
  CHECK(rows.dropped == Dropped{{"delegated prefix", 1}, {"released", 1}});
}

TEST_CASE("ISC: after a broken declaration the next one is read") {
  const LeaseRows rows = rows_of(read_isc_leases,
                                 "lease 10.20.5 {\n"
                                 "  ends never;\n"
                                 "}\n"
                                 "lease 10.20.5.1 {\n"
                                 "  ends 5 2027/13/15 08:00:00;\n"
                                 "}\n"
                                 "lease 10.20.5.2 {\n"
                                 "  client-hostname \"open;\n"
                                 "}\n"
                                 "lease 10.20.5.3 {\n"
                                 "  hardware ethernet 02:4d\n"
                                 "}\n"
                                 "pool x;\n"
                                 "lease 10.20.5.4 {\n"
                                 "  uid 1:2:zz;\n"
                                 "}\n"
                                 "}\n"
                                 "ia-na \"abc\" {\n"
                                 "}\n"
                                 "lease 10.20.5.5 { hardware ethernet 02:4d:00:00:00:21; }\n"
                                 "lease 10.20.5.6 {\n"
                                 "  ends never;\n");
  CHECK(shown(rows.facts) == Strings{"lease 10.20.5.5 02:4d:00:00:00:21"});
  Strings told;
  for (const Error& error : rows.trouble.items()) {
    told.push_back(std::to_string(error.where.line) + ":" + std::to_string(error.where.column) +
                   " " + error.message);
  }
  CHECK(told == Strings{"1:7 this is no address", "5:21 this is no time",
                        "8:19 the text in quotes has no end", "12:1 there is no \";\"",
                        "13:1 this is no declaration of a lease file", "15:7 these are no octets",
                        "18:7 this is no identity association and DUID",
                        "23:1 the declaration is cut off"});
  CHECK(rows.dropped == Dropped{{"broken", 8}});
}

TEST_CASE("Kea: rows by their header, the last of an address counts") {
  const LeaseRows rows = rows_of_file(read_kea_leases, "kea4.csv");
  CHECK(shown(rows.facts) == Strings{"lease 10.20.6.17 02:4d:00:00:00:31 name web1.berlin.example.",
                                     "lease 10.20.6.18 02:4d:00:00:00:32 name a,b on "
                                     "0x02060800 ge-0/0/7",
                                     "lease 10.20.6.19 02:4d:00:00:00:33 on 0x0007",
                                     "lease 10.20.6.24 - duid 00020000ab11"});
  CHECK(rows.dropped == Dropped{{"declined", 1},
                                {"expired", 2},
                                {"no MAC or DUID", 1},
                                {"released", 1},
                                {"superseded", 1}});
}

TEST_CASE("Kea: IPv6 leases have a DUID, and a MAC where it is in it or beside it") {
  const LeaseRows rows = rows_of_file(read_kea_leases, "kea6.csv");
  CHECK(shown(rows.facts) ==
        Strings{"lease 2001:db8:6::17 02:4d:00:00:00:41 duid 00030001024d00000041 name web1",
                "lease 2001:db8:6::18 02:4d:00:00:00:42 duid 00041122"});
  CHECK(rows.dropped == Dropped{{"delegated prefix", 1}});
}

TEST_CASE("Kea: a row that does not fit its header is broken, a header without columns all rows") {
  const std::string header = "address,hwaddr,client_id,valid_lifetime,expire,state\n";
  const LeaseRows rows = rows_of(read_kea_leases, header +
                                                      "10.0.0.1,02:4d:00:00:00:01,,60\n"
                                                      "10.0.0,02:4d:00:00:00:01,,60,1,0\n"
                                                      "10.0.0.1,02:4d:00:00:00:01,,60,-1,0\n"
                                                      "10.0.0.1,02:4d:00:00:00:01,1:,60,1,0\n"
                                                      "10.0.0.1,02:4d:00:00:00:01,,60,9e9,\n");
  Strings told;
  for (const Error& error : rows.trouble.items()) {
    told.push_back(std::to_string(error.where.line) + ":" + std::to_string(error.where.column) +
                   " " + error.message);
  }
  CHECK(told == Strings{"2:31 a row has 6 columns here, and this 4", "3:1 this is no address",
                        "4:32 column expire is no number",
                        "5:28 column client_id is no list of octets",
                        "6:32 column expire is no number"});
  CHECK(rows.dropped == Dropped{{"broken", 5}});
  const LeaseRows other = rows_of(read_kea_leases, "address,hwaddr,state\n10.0.0.1,x,0\n");
  CHECK(other.dropped == Dropped{{"broken", 2}});
  CHECK(render(other.trouble) ==
        "the file:1:1: error: the header has no column \"valid_lifetime\"\n");
}

TEST_CASE("whatever is cut from a lease file, every row is a fact or a drop, and never two") {
  std::mt19937 random(7);
  const std::vector<std::pair<Read, std::string>> samples{
      {read_dnsmasq_leases, slurp(folder() + "dnsmasq.leases")},
      {read_isc_leases, slurp(folder() + "dhcpd.leases")},
      {read_kea_leases, slurp(folder() + "kea4.csv")}};
  for (const auto& [read, text] : samples) {
    for (int i = 0; i < 300; ++i) {
      std::string bent = text;
      bent.erase(random() % bent.size(), random() % 40);
      if (!bent.empty()) bent[random() % bent.size()] = static_cast<char>(random());
      const LeaseRows rows = rows_of(read, bent);
      std::set<std::string> names;
      for (const Fact& fact : rows.facts) CHECK(names.insert(fact.row).second);
      const auto broken = rows.dropped.find("broken");
      CHECK((broken != rows.dropped.end()) == rows.trouble.has_errors());
    }
  }
}

TEST_CASE("many broken lines are told once more than twenty") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "x\n";
  const LeaseRows rows = rows_of(read_dnsmasq_leases, text + std::string(70'000, 'y') + "\n");
  CHECK(rows.dropped == Dropped{{"broken", 1001}});
  REQUIRE(rows.trouble.items().size() == 21);
  CHECK(rows.trouble.items().back().message == "981 more rows of the leases cannot be read");
}

TEST_CASE("a lease file of this machine is a whole source") {
  LeaseScene scene("dnsmasq", folder() + "dnsmasq.leases");
  const Observation seen = scene.collect_well();
  CHECK(seen.source == "dhcp-leases:dhcp1");
  CHECK(seen.complete == std::set{FactKind::lease});
  const Fact& fact = fact_of(seen, "lease 10.20.4.17");
  CHECK(fact.kind == FactKind::lease);
  CHECK(fact.source == "dhcp-leases:dhcp1");
  CHECK(fact.site == "berlin");
  CHECK(fact.alive);
  CHECK(addresses_of(fact) == Strings{"10.20.4.17/32"});
  CHECK(names_of(fact) == Strings{"dhcp web1"});
}

TEST_CASE("a lease file that is not there or broken in part is no whole source") {
  LeaseScene missing("isc", folder() + "nothing");
  CHECK(render(missing.collect().trouble) ==
        "error: cannot read " + folder() +
            "nothing: there is no such file\n"
            "  fix: set path to the file the DHCP server writes\n");
  LeaseScene wrong("dnsmasq", folder() + "dhcpd.leases");
  const Observation seen = wrong.collect();
  CHECK(seen.failed());
  CHECK(seen.complete.empty());
}

TEST_CASE("Kea's older files are read too, and stand behind the newer") {
  LeaseScene scene("kea", folder() + "kea4.csv");
  const Observation seen = scene.collect_well();
  CHECK(fact_of(seen, "lease 10.20.6.17").mac == parse_mac("02:4d:00:00:00:31"));
  CHECK(names_of(fact_of(seen, "lease 10.20.6.30")) == Strings{"dhcp kept"});
  CHECK(seen.dropped.at("superseded") == 2);
}

TEST_CASE("behind SSH the file is read there, and again while it is being rewritten") {
  RemoteScene scene("dnsmasq", "/var/lib/misc/dnsmasq.leases");
  scene.ssh.files["/var/lib/misc/dnsmasq.leases"] = {"", "0 02:4d:00:00:00:12 10.20.4.18 web",
                                                     "0 02:4d:00:00:00:12 10.20.4.18 web2 *\n"};
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(shown(seen.facts) == Strings{"lease 10.20.4.18 02:4d:00:00:00:12 name web2"});
  CHECK(scene.ssh.asked.size() == 3);
  CHECK(render(scene.ssh.server) == "muster@dhcp1:2222");
  CHECK(scene.ssh.server.identity == "key");
  CHECK(scene.ssh.server.known_hosts == "known");
  CHECK(scene.ssh.server.password.reveal() == "swordfish");
  scene.ssh.files["/var/lib/misc/dnsmasq.leases"] = {"x\n"};
  CHECK(render(scene.collect().trouble) ==
        "muster@dhcp1:2222:/var/lib/misc/dnsmasq.leases:1:2: error: a lease has 5 fields, and "
        "this 1\n");
  scene.source.config.leases.ssh = "dhcp1";
  CHECK(render(scene.collect().trouble) ==
        "error: dhcp-leases:dhcp1: \"dhcp1\" is no place to reach by SSH\n"
        "  fix: write user@host or user@host:port\n");
}

namespace {

const std::string kConfig = R"({"result":0,"arguments":{"Dhcp4":{
  "lease-database":{"type":"memfile","name":"/tmp/leases4.csv"},
  "subnet4":[{"reservations":[{"ip-address":"10.20.6.17","hw-address":"02:4d:00:00:00:31"},
                              {"ip-address":"10.20.6.18","hw-address":"02:4d:00:00:00:99"}]}]}}})";

std::string kea_lease(const std::string& ip, const std::string& more) {
  return R"({"ip-address":")" + ip + R"(","cltt":1799999000,"valid-lft":3600,)" + more + "}";
}

std::string kea_page(const std::string& leases) {
  return R"({"result":0,"text":"","arguments":{"leases":[)" + leases + "]}}";
}

}  // namespace

TEST_CASE("Kea's control socket gives leases page by page, and knows reservations") {
  RemoteScene scene("kea-socket", "/run/kea/kea4");
  std::string many;
  for (int i = 0; i < 1000; ++i) {
    const std::string ip = "10.21." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
    many += (i > 0 ? "," : "") +
            kea_lease(ip, R"("state":0,"hw-address":"02:4d:00:01:00:01","hostname":"")");
  }
  scene.ssh.answers = {
      kConfig, kea_page(many),
      kea_page(kea_lease("10.20.6.17",
                         R"("state":0,"hw-address":"02:4d:00:00:00:31","hostname":"web1",)"
                         R"("client-id":"01:02:4d:00:00:00:31","user-context":{"ISC":{)"
                         R"("relay-agent-info":{"sub-options":"0x010867652d302f302f37"}}})") +
               "," + kea_lease("10.20.6.18", R"("state":0,"hw-address":"02:4d:00:00:00:32")") +
               "," + kea_lease("10.20.6.19", R"("state":1,"hw-address":"02:4d:00:00:00:33")"))};
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(seen.facts.size() == 1002);
  CHECK(seen.dropped == Dropped{{"declined", 1}});
  CHECK(seen.complete == std::set{FactKind::lease});
  CHECK(shown(fact_of(seen, "lease 10.20.6.17")) ==
        "lease 10.20.6.17 02:4d:00:00:00:31 name web1 on ge-0/0/7 fixed");
  CHECK(shown(fact_of(seen, "lease 10.20.6.18")) == "lease 10.20.6.18 02:4d:00:00:00:32");
  CHECK(scene.ssh.asked ==
        Strings{R"(ask /run/kea/kea4 {"command":"config-get"})",
                R"(ask /run/kea/kea4 {"arguments":{"from":"start","limit":1000},)"
                R"("command":"lease4-get-page"})",
                R"(ask /run/kea/kea4 {"arguments":{"from":"10.21.3.250","limit":1000},)"
                R"("command":"lease4-get-page"})"});
}

TEST_CASE("Kea without the lease hook is read by its memfile") {
  RemoteScene scene("kea-socket", "/run/kea/kea4");
  scene.ssh.answers = {kConfig,
                       R"({"result":2,"text":"'lease4-get-page' command not supported."})"};
  scene.ssh.files["/tmp/leases4.csv"] = {slurp(folder() + "kea4.csv")};
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(seen.facts.size() == 4);
}

TEST_CASE("Kea that cannot tell its leases says what it lacks") {
  const auto told = [](std::vector<std::string> answers) {
    RemoteScene scene("kea-socket", "/run/kea/kea4");
    scene.ssh.answers = std::move(answers);
    const Observation seen = scene.collect();
    CHECK(seen.complete.empty());
    return render(seen.trouble);
  };
  const std::string unsupported = R"({"result":2,"text":"not supported"})";
  const std::string socket = "error: muster@dhcp1:2222:/run/kea/kea4: ";
  CHECK(told({R"({"result":0,"arguments":{"Dhcp6":{"lease-database":{"type":"mysql"}}}})",
              unsupported}) ==
        socket +
            "Kea does not tell its leases\n"
            "  why: lease_cmds is not loaded, and the leases are in a database of type mysql\n"
            "  fix: load the hook library libdhcp_lease_cmds.so in Kea's hooks-libraries\n");
  CHECK(told({unsupported}) == socket + "Kea refuses config-get\n  why: not supported\n");
  CHECK(told({R"({"result":0,"arguments":{"DhcpDdns":{}}})"}) ==
        socket + "this is no DHCP server of Kea\n");
  CHECK(told({kConfig, R"({"result":1,"text":"no"})"}) ==
        socket + "Kea refuses lease4-get-page\n  why: no\n");
  CHECK(told({kConfig, kea_page("{}")}) == "error: Kea tells a lease that cannot be read: \"\"\n");
}

TEST_CASE("Kea without a lease is a whole source") {
  RemoteScene scene("kea-socket", "/run/kea/kea4");
  scene.ssh.answers = {kConfig, R"({"result":3,"text":"0 IPv4 lease(s) found."})"};
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(seen.facts.empty());
  CHECK(seen.complete == std::set{FactKind::lease});
}
