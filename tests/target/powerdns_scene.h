// A real PowerDNS with a database in a folder of the test.
#pragma once
#include "dns_checks.h"
#include "dns_scene.h"
#include "target/dns/powerdns/powerdns.h"

namespace muster::powerdns_test {
using namespace dns_test;
using dns::ZoneRecord;

constexpr const char* powerdns_tables = "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql";

inline bool without_powerdns() {
  if (find_program("pdns_server") && find_program("sqlite3") && fs::exists(powerdns_tables))
    return false;
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
        tools_.run({{"sqlite3", database, ".read " + std::string(powerdns_tables)}, "", ""}, {});
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

}  // namespace muster::powerdns_test
