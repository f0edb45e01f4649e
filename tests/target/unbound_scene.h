// A real Unbound on a loopback port, with its control socket in a folder of the test.
#pragma once
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
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
#include "target/dns/unbound/servers.h"
#include "target/dns/unbound/unbound.h"
#include "times.h"
#include "wire/dns/dns.h"
#include "wire/ssh/ssh.h"

namespace muster::unbound_test {

namespace fs = std::filesystem;
using unbound::Record;

class NoWeb : public Http {
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
    ran.push_back(line);
    commands.push_back(command.argv);
    const bool meant = !odd.empty() && line.find(odd) != std::string::npos;
    if (meant && (always || skip-- == 0)) return answer;
    return real_.run(command, stop);
  }
  std::vector<std::string> ran;                    // "unbound-control reload"
  std::vector<std::vector<std::string>> commands;  // the same, whole
  bool always = false;
  std::string odd;
  int skip = 0;
  Output answer;

 private:
  SystemRunner real_{test::real_time()};
};

inline void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

inline std::string slurp(const fs::path& path) {
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
    stop();
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

  void stop() {
    if (daemon_ > 0) {
      kill(daemon_, SIGTERM);
      waitpid(daemon_, nullptr, 0);
    }
    daemon_ = -1;
    fs::remove(folder / "control");
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

  // Plans that exactly `records` are there, `last` being the records last applied.
  void plan(const std::vector<Record>& records, const std::vector<Record>& last = {}) {
    std::vector<Resource> desired, base;
    for (const Record& record : records) desired.push_back(wanted(record));
    for (const Record& record : last) base.push_back(dns::resource_of(record));
    actual = reader().read(desired, {});
    desired = reader().adapt(std::move(desired), actual);
    DiffInput input{.target = "unbound",
                    .desired = desired,
                    .actual = actual,
                    .base = &base,
                    .kinds = reader().kinds(),
                    .absent = {}};
    for (const Resource& resource : actual.resources) {
      const bool here = std::any_of(desired.begin(), desired.end(),
                                    [&](const Resource& r) { return r.host == resource.host; });
      if (!here) input.absent[resource.host] = {.why = "gone", .known_at_base = true};
    }
    operations = diff(input);
  }

  // The same, and applies it.
  std::vector<Outcome> reconcile(const std::vector<Record>& records) {
    plan(records);
    return apply(actual);
  }

  std::vector<Outcome> apply(const Snapshot& there) { return apply(there, wires); }
  std::vector<Outcome> apply(const Snapshot& there, Wires& by) {
    std::vector<const Operation*> all;
    for (const Operation& operation : operations) {
      if (operation.op != Op::keep) all.push_back(&operation);
    }
    return unbound_writer(config, {}, by)->apply(all, there, "", {});
  }

  TargetReader& reader() {
    reader_ = unbound_reader(config, {}, {clock, http, runner, progress, *ssh});
    return *reader_;
  }
  std::unique_ptr<TargetWriter> writer() { return unbound_writer(config, {}, wires); }

  // unbound-control with these words, from beside muster.
  std::string control(const std::vector<std::string>& words) const {
    std::vector<std::string> argv{"unbound-control", "-c", config.config};
    argv.insert(argv.end(), words.begin(), words.end());
    SystemRunner runner_of_test{test::real_time()};
    return runner_of_test.run({argv, "", ""}, {}).out;
  }
  // As a client asks, so that what others serve is cached.
  std::string dig(const std::string& name, const std::string& type) const {
    SystemRunner runner_of_test{test::real_time()};
    return runner_of_test
        .run({{"dig", "@127.0.0.1", "-p", std::to_string(config.port), "+short", "+tries=1",
               "+time=2", name, type},
              "",
              ""},
             {})
        .out;
  }

  fs::path folder;
  UnboundConfig config;
  SystemClock clock;
  NoWeb http;
  OddRunner runner;
  NoProgress progress;
  std::unique_ptr<Ssh> ssh = make_ssh(clock);
  Wires wires{.clock = clock, .http = http, .runner = runner, .progress = progress, .ssh = *ssh};
  std::vector<Operation> operations;
  Snapshot actual;  // as last read

 private:
  std::unique_ptr<TargetReader> reader_;
  pid_t daemon_ = -1;
};

inline bool skipped() {
  if (find_program("unbound") && find_program("unbound-control")) return false;
  std::cerr << "SKIPPED: unbound is not installed, so a test against it did not run\n";
  return true;
}

inline Record a(const std::string& name, const std::string& value, long long ttl = 300) {
  return {name + ".berlin.example", "A", value, ttl, "7k2m9qx4td", "berlin"};
}

inline Record ptr(const std::string& name, const std::string& address) {
  return {reverse_name(parse_ip(address).value()),
          "PTR",
          name + ".berlin.example",
          300,
          "7k2m9qx4td",
          "berlin"};
}

inline std::string failure(const std::vector<Outcome>& outcomes) {
  REQUIRE(!outcomes.empty());
  for (const Outcome& outcome : outcomes) REQUIRE(outcome.result == Result::failed);
  return render(outcomes.front().error.value());
}

inline bool all_done(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) {
    if (outcome.result != Result::done) UNSCOPED_INFO(render(outcome.error.value_or(Error("?"))));
    if (outcome.result != Result::done) return false;
  }
  return !outcomes.empty();
}

}  // namespace muster::unbound_test
