// A real Unbound on a loopback port, with its control socket in a folder of the test.
#pragma once
#include <functional>
#include <memory>

#include "dns_scene.h"
#include "target/dns/unbound/daemon.h"
#include "target/dns/unbound/servers.h"
#include "target/dns/unbound/unbound.h"
#include "wire/ssh/ssh.h"

namespace muster::unbound_test {

namespace fs = std::filesystem;
using namespace dns_test;
using dns::ZoneRecord;

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

class Scene : public Planner {
 public:
  Scene() {
    config.file = (folder / "muster.conf").string();
    config.config = (folder / "unbound.conf").string();
    config.control = true;
    config.port = some_port();
    write(config.file, "");
    write_config("");
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
    daemon_.stop();
    fs::remove(folder / "control");
  }

  void start() {
    daemon_.start({"unbound", "-d", "-c", config.config}, folder / "said");
    for (int i = 0; i < 500 && !fs::exists(folder / "control"); ++i) usleep(10'000);
    must(fs::exists(folder / "control"), "Unbound does not start: " + slurp(folder / "said"));
  }
  pid_t pid() const { return daemon_.pid(); }

  Resource wanted(const ZoneRecord& record) const override {
    Resource resource = dns::resource_of(record);
    resource.needs = {
        dns::zone_key(record.type == "PTR" ? "20.10.in-addr.arpa" : "berlin.example")};
    return resource;
  }

  std::unique_ptr<TargetReader> make_reader() override {
    return unbound_reader(config, secrets, {clock, http, runner, progress, *ssh});
  }
  std::unique_ptr<TargetWriter> make_writer(Wires& by) override {
    return unbound_writer(config, secrets, by);
  }
  Wires wires() override {
    return {.clock = clock, .http = http, .runner = runner, .progress = progress, .ssh = *ssh};
  }
  int dns_port() const override { return config.port; }

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

  // "NOERROR 10.20.4.17" or "NXDOMAIN", asked as clients ask.
  std::string answer(const std::string& name, const std::string& type = "A") const {
    SystemRunner runner_of_test{test::real_time()};
    const std::string out =
        runner_of_test
            .run({{"dig", "@127.0.0.1", "-p", std::to_string(config.port), "+tries=1", "+time=3",
                   "+noall", "+comments", "+answer", name, type},
                  "",
                  ""},
                 {})
            .out;
    const size_t at = out.find("status: ");
    std::string code = at == std::string::npos ? "nothing" : out.substr(at + 8);
    code = code.substr(0, code.find(','));
    const size_t section = out.find("ANSWER SECTION:\n");
    if (section == std::string::npos) return code;
    std::string line = out.substr(section + 16);
    line = line.substr(0, line.find('\n'));
    return code + " " + line.substr(line.rfind('\t') + 1);
  }

  Folder own_folder{"muster-unbound"};
  fs::path folder = own_folder.path;
  UnboundConfig config;
  Secrets secrets;
  SystemClock clock;
  NoWeb http;
  OddRunner runner;
  NoProgress progress;
  std::unique_ptr<Ssh> ssh = make_ssh(clock);

 private:
  Daemon daemon_;
};

}  // namespace muster::unbound_test
