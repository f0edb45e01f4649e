// Against a real PowerDNS with a database in a folder of the test.
#include "target/dns/powerdns/powerdns.h"

#include "dns_checks.h"
#include "dns_scene.h"

namespace muster::powerdns_test {
namespace {

using namespace dns_test;
using dns::Record;

constexpr const char* tables = "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql";

bool without_powerdns() {
  if (find_program("pdns_server") && find_program("sqlite3") && fs::exists(tables)) return false;
  std::cerr << "SKIPPED: PowerDNS is not installed, so a test against it did not run\n";
  return true;
}

class PowerDns : public Planner {
 public:
  PowerDns() {
    config.url = "http://127.0.0.1:" + std::to_string(port + 1);
    secrets.set("key", Secret("swordfish"));
    const std::string database = (folder_.path / "db").string();
    const Output made =
        tools_.run({{"sqlite3", database, ".read " + std::string(tables)}, "", ""}, {});
    REQUIRE(made.code == 0);
    start();
    zone("berlin.example.", "Native");
    zone("20.10.in-addr.arpa.", "Native");
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

  PowerDnsConfig config;
  Secrets secrets;
  SystemClock clock;
  NoProgress progress;
  std::unique_ptr<Http> http = make_http(clock);
  int port = some_port();

 private:
  std::unique_ptr<TargetReader> make_reader() override {
    return powerdns_reader(config, secrets, {clock, *http, tools_, progress});
  }
  std::unique_ptr<TargetWriter> make_writer(Wires& by) override {
    return powerdns_writer(config, secrets, by);
  }
  Wires wires() override { return {clock, *http, tools_, progress}; }
  int dns_port() const override { return port; }

  void start() {
    const std::string at = folder_.path.string();
    daemon_.start(
        {"pdns_server", "--config-dir=" + at, "--socket-dir=" + at, "--launch=gsqlite3",
         "--gsqlite3-database=" + at + "/db", "--local-address=127.0.0.1",
         "--local-port=" + std::to_string(port), "--api=yes", "--api-key=swordfish",
         "--webserver=yes", "--webserver-address=127.0.0.1",
         "--webserver-port=" + std::to_string(port + 1), "--daemon=no", "--guardian=no",
         "--disable-syslog", "--setuid=", "--setgid=", "--cache-ttl=0", "--query-cache-ttl=0"},
        folder_.path / "log");
    for (int i = 0; i < 500; ++i) {
      try {
        if (ask("GET", "", "") == 200) return;
      } catch (const Error&) {
        usleep(20'000);
      }
    }
    FAIL("PowerDNS does not answer");
  }

  Folder folder_{"muster-pdns"};
  SystemRunner tools_{test::real_time()};
  Daemon daemon_;
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
