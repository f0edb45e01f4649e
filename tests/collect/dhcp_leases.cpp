#include "collect/dhcp_leases/dhcp_leases.h"

#include <filesystem>

#include "leases_scene.h"

using namespace muster;
using namespace muster::test;
using namespace muster::lease_test;

namespace {

struct LeaseScene : Scene {
  LeaseScene(const std::string& format, const std::string& path) {
    clock.time = Time(Seconds(kNow));
    source.config.settings = DhcpLeasesConfig{};
    source.config.as<DhcpLeasesConfig>().format = format;
    source.config.as<DhcpLeasesConfig>().path = path;
    source.config.name = "dhcp1";
    source.config.site = "berlin";
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
    std::vector<std::string> list(const std::string&) override { return {}; }
    std::string canonical(const std::string& path) override { return path; }
  };
  std::map<std::string, std::vector<std::string>> files;  // one after the other, the last stays
  std::vector<std::string> answers;
  std::vector<std::string> asked;
  SshServer server;

  std::unique_ptr<SshSession> log_in(const SshServer& to, std::stop_token) override {
    server = to;
    return std::make_unique<Session>(*this);
  }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer&, std::stop_token) override {
    throw Error("a source writes nothing");
  }
};

struct RemoteScene : LeaseScene {
  CannedSsh ssh;

  RemoteScene(const std::string& format, const std::string& path) : LeaseScene(format, path) {
    source.config.as<DhcpLeasesConfig>().ssh = "muster@dhcp1:2222";
    source.config.as<DhcpLeasesConfig>().identity = "key";
    source.config.as<DhcpLeasesConfig>().known_hosts = "known";
    source.secrets.set("password", Secret("swordfish"));
  }
  Observation collect() {
    Wires all{.clock = clock, .http = http, .runner = runner, .progress = progress, .ssh = ssh};
    return collect_all({&source, 1}, all, {}).front();
  }
};

}  // namespace

TEST_CASE("a lease file of this machine is a whole source") {
  LeaseScene scene("dnsmasq", folder() + "dnsmasq.leases");
  const Observation seen = scene.collect_well();
  CHECK(seen.source == "dhcp-leases:dhcp1");
  CHECK(seen.complete == std::set{FactKind::lease});
  const LeaseFact& fact = fact_of<LeaseFact>(seen, "lease 10.20.4.17");
  CHECK(seen.site == "berlin");
  CHECK(fact.alive);
  CHECK(addresses_in(fact) == Strings{"10.20.4.17/32"});
  CHECK(names_in(fact) == Strings{"dhcp web1"});
}

TEST_CASE("a lease file that is not there or broken in part is no whole source") {
  LeaseScene missing("isc", folder() + "nothing");
  CHECK(render(missing.collect().trouble) ==
        "error: cannot read " + folder() +
            "nothing: there is no such file\n"
            "  fix: set path to the file the DHCP server writes\n");
  LeaseScene wrong("dnsmasq", folder() + "dhcpd.leases");
  const Observation seen = wrong.collect();
  CHECK(seen.trouble.has_errors());
  CHECK(seen.complete.empty());
}

TEST_CASE("Kea's older files are read too, and stand behind the newer") {
  LeaseScene scene("kea", folder() + "kea4.csv");
  const Observation seen = scene.collect_well();
  CHECK(fact_of<LeaseFact>(seen, "lease 10.20.6.17").mac == parse_mac("02:4d:00:00:00:31"));
  CHECK(names_in(fact_of<LeaseFact>(seen, "lease 10.20.6.30")) == Strings{"dhcp kept"});
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
  scene.source.config.as<DhcpLeasesConfig>().ssh = "dhcp1";
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
  CHECK(shown(fact_of<LeaseFact>(seen, "lease 10.20.6.17")) ==
        "lease 10.20.6.17 02:4d:00:00:00:31 name web1 on ge-0/0/7 fixed");
  CHECK(shown(fact_of<LeaseFact>(seen, "lease 10.20.6.18")) ==
        "lease 10.20.6.18 02:4d:00:00:00:32");
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

TEST_CASE("Kea without a lease is doubtful") {
  RemoteScene scene("kea-socket", "/run/kea/kea4");
  scene.ssh.answers = {kConfig, R"({"result":3,"text":"0 IPv4 lease(s) found."})"};
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) ==
        "warning: dhcp-leases:dhcp1: the server tells no lease at all\n"
        "  fix: see whether this is the place where it writes its leases\n");
  CHECK(seen.answer == Answer::doubtful);
  CHECK(seen.facts.empty());
}

TEST_CASE("Kea's answer without its leases, or with fewer than it counts, is a failure") {
  const auto answer =
      GENERATE(R"({"result":0,"text":"2 IPv4 lease(s) found."})", R"({"result":0,"arguments":{}})",
               R"({"result":0,"arguments":{"count":2,"leases":{}}})",
               R"({"result":0,"arguments":{"count":2,"leases":[{"ip-address":"10.20.6.17"}]}})");
  RemoteScene scene("kea-socket", "/run/kea/kea4");
  scene.ssh.answers = {kConfig, answer};
  const Observation seen = scene.collect();
  CHECK(seen.trouble.has_errors());
  CHECK(seen.answer != Answer::whole);
}

TEST_CASE("a lease file that is empty, or has its header only, is doubtful") {
  const auto [format, text] = GENERATE(table<std::string, std::string>(
      {{"dnsmasq", ""},
       {"isc", ""},
       {"isc", "# The format of this file is documented in the dhcpd.leases(5) manual page.\n"},
       {"kea",
        "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,"
        "hostname,state,user_context,pool_id\n"}}));
  const std::string path = std::filesystem::temp_directory_path() / "muster-empty.leases";
  std::ofstream(path) << text;
  const Observation seen = LeaseScene(format, path).collect();
  std::filesystem::remove(path);
  CHECK(seen.answer == Answer::doubtful);
  CHECK(seen.trouble.items().size() == 1);
}
