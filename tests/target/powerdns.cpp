// Against a real PowerDNS with a database in a folder of the test.
#include <fcntl.h>

#include "target/dns/powerdns/powerdns.h"
#include "unbound_scene.h"

namespace muster::powerdns_test {
namespace {

using dns::Record;
using unbound_test::a;
using unbound_test::all_done;
using unbound_test::ptr;
namespace fs = std::filesystem;

constexpr const char* tables = "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql";

bool without_powerdns() {
  if (find_program("pdns_server") && find_program("sqlite3") && fs::exists(tables)) return false;
  std::cerr << "SKIPPED: PowerDNS is not installed, so a test against it did not run\n";
  return true;
}

class PowerDns {
 public:
  PowerDns() {
    std::string name = (fs::temp_directory_path() / "muster-pdns-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    const int first = 20'000 + static_cast<int>(std::random_device{}() % 12'000);
    port = first;
    config.url = "http://127.0.0.1:" + std::to_string(first + 1);
    secrets.set("key", Secret("swordfish"));
    const Output made =
        tools_.run({{"sqlite3", name + "/db", ".read " + std::string(tables)}, "", ""}, {});
    REQUIRE(made.code == 0);
    start(first);
    zone("berlin.example.", "Native");
    zone("20.10.in-addr.arpa.", "Native");
  }
  ~PowerDns() {
    kill(daemon_, SIGTERM);
    waitpid(daemon_, nullptr, 0);
    fs::remove_all(folder_);
  }

  int ask(const std::string& method, const std::string& path, const std::string& body) {
    Endpoint endpoint;
    endpoint.url = config.url;
    Request request;
    request.method = method;
    request.path = "/api/v1/servers/localhost" + path;
    request.body = body;
    request.headers = {{"X-API-Key", Secret("swordfish")}};
    return http->send(endpoint, request, {}).status;
  }
  void zone(const std::string& name, const std::string& kind) {
    REQUIRE(ask("POST", "/zones",
                R"({"name":")" + name + R"(","kind":")" + kind + R"(","nameservers":["ns.)" + name +
                    R"("]})") == 201);
  }
  // A record set that a person makes.
  void person(const std::string& name, const std::string& type, const std::string& value) {
    REQUIRE(ask("PATCH", "/zones/berlin.example.",
                R"({"rrsets":[{"name":")" + name + R"(","type":")" + type +
                    R"(","ttl":60,"changetype":"REPLACE","records":[{"content":")" + value +
                    R"(","disabled":false}]}]})") == 204);
  }

  void plan(const std::vector<Record>& records) {
    std::vector<Resource> desired;
    for (const Record& record : records) desired.push_back(dns::resource_of(record));
    const auto reader = powerdns_reader(config, secrets, {clock, *http, tools_, progress});
    actual = reader->read(desired, {});
    desired = reader->adapt(std::move(desired), actual);
    const std::vector<Resource> base;
    DiffInput input{.target = "pdns",
                    .desired = desired,
                    .actual = actual,
                    .base = &base,
                    .kinds = reader->kinds(),
                    .absent = {}};
    for (const Resource& resource : actual.resources) {
      const bool here = std::any_of(desired.begin(), desired.end(),
                                    [&](const Resource& r) { return r.host == resource.host; });
      if (!here) input.absent[resource.host] = {.why = "gone", .known_at_base = true};
    }
    operations = diff(input);
  }
  std::vector<Outcome> apply() {
    std::vector<const Operation*> all;
    for (const Operation& operation : operations) {
      if (operation.op != Op::keep) all.push_back(&operation);
    }
    Wires wires{clock, *http, tools_, progress};
    return powerdns_writer(config, secrets, wires)->apply(all, actual, "", {});
  }
  std::vector<Outcome> reconcile(const std::vector<Record>& records) {
    plan(records);
    return apply();
  }

  std::vector<std::string> served(const std::string& name, const std::string& type) {
    DnsClient client("127.0.0.1", port, clock);
    const auto answer = client.ask(name, parse_dns_type(type).value(), Milliseconds(1000));
    return answer ? answer->values : std::vector<std::string>{"no answer"};
  }

  PowerDnsConfig config;
  Secrets secrets;
  SystemClock clock;
  NoProgress progress;
  std::unique_ptr<Http> http = make_http(clock);
  std::vector<Operation> operations;
  Snapshot actual;
  int port = 0;

 private:
  void start(int first) {
    const std::string at = folder_.string();
    std::vector<std::string> words{find_program("pdns_server").value(),
                                   "--config-dir=" + at,
                                   "--socket-dir=" + at,
                                   "--launch=gsqlite3",
                                   "--gsqlite3-database=" + at + "/db",
                                   "--local-address=127.0.0.1",
                                   "--local-port=" + std::to_string(first),
                                   "--api=yes",
                                   "--api-key=swordfish",
                                   "--webserver=yes",
                                   "--webserver-address=127.0.0.1",
                                   "--webserver-port=" + std::to_string(first + 1),
                                   "--daemon=no",
                                   "--guardian=no",
                                   "--disable-syslog",
                                   "--setuid=",
                                   "--setgid=",
                                   "--cache-ttl=0",
                                   "--query-cache-ttl=0"};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, (at + "/log").c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_adddup2(&quiet, 1, 2);
    REQUIRE(posix_spawn(&daemon_, argv[0], &quiet, nullptr, argv.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&quiet);
    for (int i = 0; i < 500; ++i) {
      try {
        if (ask("GET", "", "") == 200) return;
      } catch (const Error&) {
        usleep(20'000);
      }
    }
    FAIL("PowerDNS does not answer");
  }

  fs::path folder_;
  SystemRunner tools_{test::real_time()};
  pid_t daemon_ = -1;
};

}  // namespace

TEST_CASE("PowerDNS: records come, change, are renamed and go, and a second plan is empty") {
  if (without_powerdns()) return;
  PowerDns scene;
  const std::vector<Record> first{a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17"),
                                  a("db1", "10.20.4.18")};
  REQUIRE(all_done(scene.reconcile(first)));
  CHECK(scene.actual.version == "4.7.3");
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("17.4.20.10.in-addr.arpa", "PTR") ==
        std::vector<std::string>{"web1.berlin.example"});
  CHECK(scene.reconcile(first).empty());
  REQUIRE(all_done(scene.reconcile({a("web2", "10.20.4.17", 60), ptr("web2", "10.20.4.17")})));
  REQUIRE(scene.operations.size() == 3);
  CHECK(scene.served("web1.berlin.example", "A").empty());
  CHECK(scene.served("web2.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("db1.berlin.example", "A").empty());
  CHECK(scene.reconcile({a("web2", "10.20.4.17", 60), ptr("web2", "10.20.4.17")}).empty());
}

TEST_CASE("PowerDNS: an alias is a CNAME, and may become a host and an alias again") {
  if (without_powerdns()) return;
  PowerDns scene;
  const Record alias{
      "www.berlin.example", "CNAME", "web1.berlin.example", 300, "7k2m9qx4td", "berlin", true};
  const Record host = a("www", "10.20.4.30");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), alias})));
  CHECK(scene.served("www.berlin.example", "CNAME") ==
        std::vector<std::string>{"web1.berlin.example"});
  CHECK(scene.reconcile({a("web1", "10.20.4.17"), alias}).empty());
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), host})));
  CHECK(scene.served("www.berlin.example", "A") == std::vector<std::string>{"10.20.4.30"});
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), alias})));
  CHECK(scene.served("www.berlin.example", "CNAME") ==
        std::vector<std::string>{"web1.berlin.example"});
}

TEST_CASE("PowerDNS: what people made stays, and their names are collisions") {
  if (without_powerdns()) return;
  PowerDns scene;
  scene.person("web1.berlin.example.", "A", "10.9.9.9");
  scene.person("db1.berlin.example.", "AAAA", "2001:db8::9");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), a("db1", "10.20.4.18")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.served("db1.berlin.example", "AAAA") == std::vector<std::string>{"2001:db8::9"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.18"});
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.berlin.example is held by A 10.9.9.9 in zone berlin.example, "
        "which is not muster's; rename the host or remove that record");
  const Record far{"web1.far.example", "A", "10.20.4.17", 300, "7k2m9qx4td", "berlin"};
  scene.plan({far});
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.far.example is in no zone of the server; create its zone there");
}

TEST_CASE("PowerDNS: a zone that changed since the plan is not written") {
  if (without_powerdns()) return;
  PowerDns scene;
  scene.plan({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")});
  scene.person("other.berlin.example.", "A", "10.9.9.9");
  const auto outcomes = scene.apply();
  REQUIRE(outcomes.size() == 2);
  CHECK(render(outcomes[0].error.value()) ==
        "error: zone berlin.example changed since it was read\n"
        "  fix: run muster reconcile again\n");
  CHECK(outcomes[1].result == Result::done);
  CHECK(scene.served("web1.berlin.example", "A").empty());
}

TEST_CASE("PowerDNS: what the server refuses is told, and the rest goes on") {
  if (without_powerdns()) return;
  PowerDns scene;
  const Record bad{"no_host!.berlin.example", "A", "not-an-address", 300, "7k2m9qx4td", "berlin"};
  const auto outcomes = scene.reconcile({a("web1", "10.20.4.17"), bad});
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].result == Result::failed);
  CHECK_THAT(render(outcomes[0].error.value()),
             Catch::Contains("422") && Catch::Contains("unsupported characters"));
  CHECK(outcomes[1].result == Result::done);
  scene.secrets.set("key", Secret("wrong"));
  CHECK_THROWS_WITH(scene.plan({}), Catch::Contains("401"));
}

}  // namespace muster::powerdns_test
