// Against a real Unbound on a loopback port, with its control socket in a folder of the test.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plan/diff.h"
#include "target/dns/unbound/daemon.h"
#include "target/dns/unbound/owned_file.h"
#include "target/dns/unbound/unbound.h"
#include "times.h"
#include "wire/dns/dns.h"

namespace muster {
namespace {

namespace fs = std::filesystem;
using unbound::Record;

class NoHttp : public Http {
 public:
  Response get(const Endpoint&, const Request&, std::stop_token) override {
    throw Error("no HTTP in this test");
  }
  Response send(const Endpoint&, const Request&, std::stop_token) override {
    throw Error("no HTTP in this test");
  }
};

// The real programs, except for one whose answer the test gives.
class OddRunner : public Runner {
 public:
  Output run(const Command& command, std::stop_token stop) override {
    const std::string line = command.argv.front() + " " + command.argv.back();
    if (!odd.empty() && line.find(odd) != std::string::npos && skip-- == 0) return answer;
    return real_.run(command, stop);
  }
  std::string odd;
  int skip = 0;
  Output answer;

 private:
  SystemRunner real_{test::real_time()};
};

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string slurp(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class Scene {
 public:
  Scene() {
    std::string name = (fs::temp_directory_path() / "muster-unbound-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder = name;
    config.file = (folder / "muster.conf").string();
    config.config = (folder / "unbound.conf").string();
    config.control = true;
    // Below the ports that the kernel lends to clients.
    config.port = 20'000 + static_cast<int>(std::random_device{}() % 12'000);
    write(config.file, "");
    write_config("");
  }
  ~Scene() {
    if (daemon_ > 0) {
      kill(daemon_, SIGTERM);
      waitpid(daemon_, nullptr, 0);
    }
    fs::remove_all(folder);
  }

  void write_config(const std::string& more) const {
    const std::string at = folder.string();
    write(config.config,
          "server:\n  directory: \"" + at + "\"\n  chroot: \"\"\n  username: \"\"\n  pidfile: \"" +
              at + "/unbound.pid\"\n  do-daemonize: no\n  use-syslog: no\n  logfile: \"" + at +
              "/log\"\n  interface: 127.0.0.1\n  port: " + std::to_string(config.port) +
              "\n  module-config: iterator\n  do-not-query-localhost: yes\n"
              "remote-control:\n  control-enable: yes\n  control-use-cert: no\n"
              "  control-interface: \"" +
              at + "/control\"\ninclude: \"" + config.file + "\"\n" + more);
  }

  void start() {
    std::vector<std::string> words{find_program("unbound").value(), "-d", "-c", config.config};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    REQUIRE(posix_spawn(&daemon_, argv[0], nullptr, nullptr, argv.data(), environ) == 0);
    for (int i = 0; i < 500 && !fs::exists(folder / "control"); ++i) usleep(10'000);
    REQUIRE(fs::exists(folder / "control"));
  }

  std::vector<std::string> served(const std::string& name, const std::string& type) const {
    DnsClient client("127.0.0.1", config.port, test::real_time());
    const auto answer = client.ask(name, parse_dns_type(type).value(), Milliseconds(1000));
    return answer ? answer->values : std::vector<std::string>{"no answer"};
  }

  static Resource wanted(const Record& record) {
    Resource resource = dns::resource_of(record);
    resource.needs = {
        dns::zone_key(record.type == "PTR" ? "20.10.in-addr.arpa" : "berlin.example")};
    return resource;
  }

  // Plans and applies that exactly `records` are there.
  std::vector<Outcome> reconcile(const std::vector<Record>& records) {
    std::vector<Resource> desired;
    for (const Record& record : records) desired.push_back(wanted(record));
    const Snapshot actual = reader().read(desired, {});
    desired = reader().adapt(std::move(desired), actual);
    const std::vector<Resource> base;
    DiffInput input{.target = "unbound",
                    .desired = desired,
                    .actual = actual,
                    .base = &base,
                    .kinds = reader().kinds(),
                    .absent = {}};
    for (const Resource& resource : actual.resources) {
      input.absent[resource.host] = {.why = "gone", .known_at_base = true};
    }
    operations = diff(input);
    return apply(actual);
  }

  std::vector<Outcome> apply(const Snapshot& actual) {
    std::vector<const Operation*> all;
    for (const Operation& operation : operations) {
      if (operation.op != Op::keep) all.push_back(&operation);
    }
    return writer()->apply(all, actual, "", {});
  }

  TargetReader& reader() {
    if (!reader_) reader_ = unbound_reader(config, {}, {clock, http, runner, progress});
    return *reader_;
  }
  std::unique_ptr<TargetWriter> writer() { return unbound_writer(config, {}, wires); }

  fs::path folder;
  UnboundConfig config;
  SystemClock clock;
  NoHttp http;
  OddRunner runner;
  NoProgress progress;
  Wires wires{clock, http, runner, progress};
  std::vector<Operation> operations;

 private:
  std::unique_ptr<TargetReader> reader_;
  pid_t daemon_ = -1;
};

bool skipped() {
  if (find_program("unbound") && find_program("unbound-control")) return false;
  std::cerr << "SKIPPED: unbound is not installed, so a test against it did not run\n";
  return true;
}

Record a(const std::string& name, const std::string& value, long long ttl = 300) {
  return {name + ".berlin.example", "A", value, ttl, "7k2m9qx4td", "berlin"};
}

Record ptr(const std::string& name, const std::string& address) {
  return {reverse_name(parse_ip(address).value()),
          "PTR",
          name + ".berlin.example",
          300,
          "7k2m9qx4td",
          "berlin"};
}

std::string failure(const std::vector<Outcome>& outcomes) {
  REQUIRE(!outcomes.empty());
  for (const Outcome& outcome : outcomes) REQUIRE(outcome.result == Result::failed);
  return render(outcomes.front().error.value());
}

bool all_done(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) {
    if (outcome.result != Result::done) UNSCOPED_INFO(render(outcome.error.value_or(Error("?"))));
    if (outcome.result != Result::done) return false;
  }
  return !outcomes.empty();
}

}  // namespace

TEST_CASE("records are served after apply, and a second plan is empty") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("17.4.20.10.in-addr.arpa", "PTR") ==
        std::vector<std::string>{"web1.berlin.example"});
  CHECK(scene.reconcile({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")}).empty());
  CHECK(scene.operations.empty());
}

TEST_CASE("what others declared and serve answers as before, whatever kind of zone it is") {
  if (skipped()) return;
  struct Neighbour {
    const char* server;  // lines of unbound.conf
    const char* name;
    const char* type;
    const char* zone;  // how list_local_zones shows the zone of the site; "" not at all
  };
  const Neighbour rows[] = {
      {"local-zone: \"berlin.example.\" redirect\nlocal-data: \"berlin.example. A 10.9.9.9\"",
       "any.berlin.example", "A", "redirect"},
      {"local-zone: \"berlin.example.\" static\nlocal-data: \"x.berlin.example. A 10.9.9.9\"",
       "x.berlin.example", "A", "static"},
      {"local-zone: \"berlin.example.\" transparent", "web1.berlin.example", "AAAA", "transparent"},
      {"local-zone: \"berlin.example.\" typetransparent", "web1.berlin.example", "AAAA",
       "typetransparent"},
      {"local-zone: \"berlin.example.\" refuse", "any.berlin.example", "A", "refuse"},
      {"local-zone: \"berlin.example.\" always_null", "any.berlin.example", "A", "always_null"},
      {"local-zone: \"example.\" redirect\nlocal-data: \"example. A 10.9.9.9\"",
       "any.berlin.example", "A", ""},
      {"local-zone: \"iot.berlin.example.\" static", "any.iot.berlin.example", "A",
       "typetransparent"},
      {"local-data: \"printer.berlin.example. A 10.9.9.9\"", "printer.berlin.example", "AAAA", ""},
      {"local-zone: \"63.10.in-addr.arpa.\" redirect\n"
       "local-data: \"63.10.in-addr.arpa. PTR x.example.\"",
       "9.9.63.10.in-addr.arpa", "PTR", "typetransparent"},
      {"", "web1.berlin.example", "AAAA", "typetransparent"},
      {"", "upstream.berlin.example", "A", "typetransparent"},
      {"", "9.9.99.10.in-addr.arpa", "PTR", "typetransparent"},
  };
  for (const Neighbour& row : rows) {
    Scene scene;
    write(scene.folder / "zone",
          "@ 60 IN SOA ns.berlin.example. x.example. 1 60 60 60 60\n@ 60 IN NS ns\nns A 10.9.9.1\n"
          "web1 60 IN AAAA 2001:db8::9\nupstream 60 IN A 10.9.9.2\n");
    scene.write_config("server:\n" + std::string(row.server) +
                       "\nauth-zone:\n  name: berlin.example\n  for-downstream: yes\n"
                       "  zonefile: \"" +
                       (scene.folder / "zone").string() + "\"\n");
    scene.start();
    const auto before = scene.served(row.name, row.type);
    REQUIRE((before != std::vector<std::string>{"no answer"} || row.server[0] != 0));
    scene.reconcile({a("web1", "10.63.4.17"), ptr("web1", "10.63.4.17")});
    INFO(row.server << " / " << row.name);
    CHECK(scene.served(row.name, row.type) == before);
    SystemRunner control{test::real_time()};
    const Output zones = control.run(
        {{"unbound-control", "-c", scene.config.config, "list_local_zones"}, "", ""}, {});
    const size_t at = ("\n" + zones.out).find("\nberlin.example. ");
    const std::string line = at == std::string::npos ? "" : zones.out.substr(at);
    CHECK((row.zone[0] == 0 ? at == std::string::npos
                            : line.starts_with("berlin.example. " + std::string(row.zone) + "\n")));
    CHECK(scene.reconcile({a("web1", "10.63.4.17"), ptr("web1", "10.63.4.17")}).empty());
  }
}

TEST_CASE("a name that a person's file holds is a collision with its place, and stops no other") {
  if (skipped()) return;
  Scene scene;
  write(
      scene.folder / "people.conf",
      "local-zone: \"berlin.example.\" static\nlocal-data: \"web1.berlin.example. A 10.9.9.9\"\n");
  scene.write_config("server:\n  include: \"" + scene.folder.string() + "/peo*.conf\"\n");
  scene.start();
  CHECK(all_done(scene.reconcile({a("web1", "10.20.4.17"), a("db1", "10.20.4.18")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.18"});
  REQUIRE(scene.operations.size() == 2);
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.berlin.example is held by " + scene.folder.string() +
            "/people.conf:2 (A 10.9.9.9), which is not muster's; rename the host or take that line "
            "out");
}

TEST_CASE("a zone of muster's that a person declares later is theirs again") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  scene.write_config(
      "server:\n  local-zone: \"berlin.example.\" redirect\n"
      "  local-data: \"berlin.example. A 10.9.9.9\"\n");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.operations.at(0).reason ==
        "it is inside zone berlin.example, which " + scene.config.config +
            ":19 declares redirect: no name in it can have a record of its own; give the site "
            "another domain or change that zone");
  CHECK(scene.reconcile({a("web1", "10.20.4.17")}).empty());
}

TEST_CASE("records are changed and removed, and the old file is kept beside the new one") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), a("db1", "10.20.4.18")})));
  const std::string before = slurp(scene.config.file);
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.99", 60)})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.99"});
  CHECK(scene.served("db1.berlin.example", "A").empty());
  CHECK(slurp(scene.folder / ".muster.conf.old") == before);
  CHECK(!fs::exists(scene.folder / ".muster.conf.new"));
}

TEST_CASE("a configuration that checkconf refuses leaves the old file and the daemon alone") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  const std::string before = slurp(scene.config.file);
  scene.write_config("no-such-option: 1\n");
  CHECK_THAT(
      failure(scene.reconcile({a("db1", "10.20.4.18")})),
      Catch::Contains("unbound-checkconf refuses " + scene.config.config + " with the new file") &&
          Catch::Contains("the old file is back"));
  CHECK(slurp(scene.config.file) == before);
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
}

TEST_CASE("a new file that checkconf refuses never takes the old one's place") {
  if (skipped()) return;
  Scene scene;
  scene.runner.odd = "unbound-checkconf";
  scene.runner.answer = {1, "", "muster.conf:7: error: syntax error\n"};
  CHECK(failure(scene.reconcile({a("web1", "10.20.4.17")})) ==
        "error: unbound-checkconf refuses the new file\n"
        "  why: muster.conf:7: error: syntax error\n");
  CHECK(slurp(scene.config.file).empty());
  CHECK(!fs::exists(scene.folder / ".muster.conf.new"));
}

TEST_CASE("a reload that fails brings the old file back and reloads it") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  const std::string before = slurp(scene.config.file);
  scene.runner.odd = "unbound-control reload";
  scene.runner.answer = {1, "", "error: could not connect to socket\n"};
  CHECK(failure(scene.reconcile({a("db1", "10.20.4.18")})) ==
        "error: unbound-control reload failed\n"
        "  why: error: could not connect to socket; the old file is back\n");
  CHECK(slurp(scene.config.file) == before);
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
}

TEST_CASE("a daemon that is not running is said to be so, and the old file is back") {
  if (skipped()) return;
  Scene scene;
  CHECK_THAT(failure(scene.reconcile({a("web1", "10.20.4.17")})),
             Catch::StartsWith("error: unbound-control reload failed\n"));
  CHECK(slurp(scene.config.file).empty());
}

TEST_CASE("a file that changed since the plan is not overwritten") {
  Scene scene;
  scene.config.control = false;
  scene.config.config = "";
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  const std::vector<Outcome> outcomes = scene.apply(Snapshot{});
  CHECK(failure(outcomes) == "error: " + scene.config.file +
                                 " changed since it was read\n"
                                 "  fix: run muster reconcile again\n");
}

TEST_CASE("without control the file is written and nothing else is run") {
  Scene scene;
  scene.config.control = false;
  scene.config.config = "";
  scene.runner.odd = "unbound";
  scene.runner.answer = {1, "", "must not run\n"};
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  CHECK_THAT(slurp(scene.config.file), Catch::Contains("web1.berlin.example. 300 IN A 10.20.4.17"));
}

TEST_CASE("a file of somebody else is neither read nor overwritten") {
  Scene scene;
  write(scene.config.file, "server:\n  local-data: \"a.example. A 10.0.0.1\"\n");
  CHECK_THROWS_AS(scene.reader().read({}, {}), Error);
}

TEST_CASE("a folder that cannot be written fails with its name and leaves nothing behind") {
  Scene scene;
  scene.config.control = false;
  scene.config.config = "";
  scene.config.file = (scene.folder / "missing" / "muster.conf").string();
  CHECK(failure(scene.reconcile({a("web1", "10.20.4.17")})) ==
        "error: cannot write " + (scene.folder / "missing" / ".muster.conf.new").string() +
            ": No such file or directory\n"
            "  fix: let the user muster runs as write that folder\n");
}

TEST_CASE("a stop before the write skips every operation") {
  Scene scene;
  scene.config.control = false;
  const Snapshot actual;
  std::stop_source stop;
  stop.request_stop();
  const Operation operation;
  const Operation* const operations[]{&operation};
  const auto outcomes = scene.writer()->apply(operations, actual, "", stop.get_token());
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].result == Result::skipped);
}

}  // namespace muster
