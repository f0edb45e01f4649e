// What tests of DNS servers share: a folder, a daemon in it, and the records that are planned for
// it and applied. It knows no test framework, so that benchmarks use it, too.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plan/diff.h"
#include "target/dns/records.h"
#include "target/target.h"
#include "times.h"
#include "wire/dns/dns.h"
#include "wire/program/run.h"

namespace muster::dns_test {

namespace fs = std::filesystem;
using dns::ZoneRecord;

inline void must(bool good, const std::string& what) {
  if (!good) throw Error(what);
}

inline void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

inline std::string slurp(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Below the ports that the kernel lends to clients.
inline int some_port() { return 20'000 + static_cast<int>(std::random_device{}() % 12'000); }

class Folder {
 public:
  explicit Folder(const std::string& name) {
    std::string pattern = (fs::temp_directory_path() / (name + "-XXXXXX")).string();
    must(mkdtemp(pattern.data()) != nullptr, "no folder for the test");
    path = pattern;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path path;
};

// A program in the foreground, its output in a file.
class Daemon {
 public:
  Daemon() = default;
  ~Daemon() { stop(); }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  void start(std::vector<std::string> words, const fs::path& log) {
    words[0] = find_program(words[0]).value();
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&quiet, 1, 2);
    const int failed = posix_spawn(&pid_, argv[0], &quiet, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&quiet);
    must(failed == 0, "cannot run " + words[0]);
  }
  void stop() {
    if (pid_ > 0) {
      kill(pid_, SIGTERM);
      waitpid(pid_, nullptr, 0);
    }
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

// Plans that a server has exactly some records, and makes it so.
class Planner {
 public:
  virtual ~Planner() = default;

  // `last`: the records last applied.
  void plan(const std::vector<ZoneRecord>& records, const std::vector<ZoneRecord>& last = {}) {
    std::vector<Resource> desired, base;
    for (const ZoneRecord& record : records) desired.push_back(wanted(record));
    for (const ZoneRecord& record : last) base.push_back(dns::resource_of(record));
    plan_resources(std::move(desired), base);
  }

  void plan_hosts(const std::vector<HostFile>& hosts, const Config& config) {
    std::vector<const HostFile*> files;
    for (const HostFile& host : hosts) files.push_back(&host);
    plan_resources(make_reader()->desired(files, config), {});
  }

  void plan_resources(std::vector<Resource> desired, const std::vector<Resource>& base) {
    const auto reader = make_reader();
    actual = reader->read(desired, {});
    desired = reader->adapt(std::move(desired), actual);
    DiffInput input{.target = "dns",
                    .desired = desired,
                    .actual = actual,
                    .base = &base,
                    .kinds = reader->kinds(),
                    .absent = {}};
    std::set<std::string> here;
    for (const Resource& resource : desired) here.insert(resource.host);
    for (const Resource& resource : actual.resources) {
      if (here.contains(resource.host)) continue;
      input.absent[resource.host] = {.why = "gone", .known_at_base = true};
    }
    operations = diff(input);
  }

  std::vector<Outcome> apply() { return apply(actual, wires()); }
  std::vector<Outcome> apply(const Snapshot& there, Wires by) {
    std::vector<const Operation*> all;
    for (const Operation& operation : operations) {
      if (operation.op != Op::keep) all.push_back(&operation);
    }
    return make_writer(by)->apply(all, there, "", {});
  }

  std::vector<Outcome> reconcile(const std::vector<ZoneRecord>& records) {
    plan(records);
    return apply();
  }

  std::vector<std::string> served(const std::string& name, const std::string& type) const {
    DnsClient client("127.0.0.1", dns_port(), test::real_time());
    const auto answer = client.ask(name, parse_dns_type(type).value(), Milliseconds(1000));
    return answer ? answer->values : std::vector<std::string>{"no answer"};
  }

  std::vector<Operation> operations;
  Snapshot actual;  // as last read

 protected:
  virtual std::unique_ptr<TargetReader> make_reader() = 0;
  virtual std::unique_ptr<TargetWriter> make_writer(Wires& by) = 0;
  virtual Wires wires() = 0;
  virtual int dns_port() const = 0;
  virtual Resource wanted(const ZoneRecord& record) const { return dns::resource_of(record); }
};

inline ZoneRecord a(const std::string& name, const std::string& value, long long ttl = 300) {
  return {name + ".berlin.example", "A", value, ttl, "7k2m9qx4td", "berlin"};
}

inline ZoneRecord ptr(const std::string& name, const std::string& address) {
  return {reverse_name(parse_ip(address).value()),
          "PTR",
          name + ".berlin.example",
          300,
          "7k2m9qx4td",
          "berlin"};
}

}  // namespace muster::dns_test
