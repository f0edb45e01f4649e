// A real snmpd in a folder of its own, and talks that ask a fixed list of questions.
#pragma once
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "http_scene.h"
#include "times.h"
#include "wire/snmp/snmp.h"

namespace muster::test {

inline int free_udp_port() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

// Asks each list of `rounds` in turn and keeps the answers.
struct ListTalk : SnmpTalk {
  SnmpAgent who;
  std::vector<std::vector<SnmpQuestion>> rounds;
  std::vector<std::vector<SnmpAnswer>> answers;
  size_t asked = 0;

  const SnmpAgent& agent() const override { return who; }
  std::vector<SnmpQuestion> next(std::span<const SnmpAnswer> told) override {
    if (asked > 0) answers.emplace_back(told.begin(), told.end());
    return asked < rounds.size() ? rounds[asked++] : std::vector<SnmpQuestion>{};
  }
};

inline Oid oid_of(const std::string& text) { return parse_oid(text).value(); }

inline SnmpQuestion column(const std::string& oid) {
  SnmpQuestion question;
  question.oid = oid_of(oid);
  return question;
}

inline SnmpQuestion instance(const std::string& oid) {
  SnmpQuestion question = column(oid);
  question.get = true;
  return question;
}

inline void run_talk(SnmpTalk& talk, std::stop_token stop = {}) {
  SnmpTalk* const all[] = {&talk};
  make_snmp(real_time())->talk(all, std::move(stop));
}

inline SnmpAnswer ask(const SnmpAgent& agent, SnmpQuestion question) {
  ListTalk talk;
  talk.who = agent;
  talk.rounds = {{std::move(question)}};
  run_talk(talk);
  return talk.answers.at(0).at(0);
}

class Child {
 public:
  explicit Child(std::vector<std::string> argv, std::vector<std::string> environment = {},
                 const std::string& output = "/dev/null") {
    std::vector<char*> words, settings;
    for (std::string& word : argv) words.push_back(word.data());
    for (std::string& setting : environment) settings.push_back(setting.data());
    words.push_back(nullptr);
    settings.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn(&id_, words[0], &files, nullptr, words.data(), settings.data());
    posix_spawn_file_actions_destroy(&files);
  }
  ~Child() {
    if (id_ <= 0) return;
    kill(id_, SIGTERM);
    waitpid(id_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  pid_t id_ = -1;
};

// `lines` of snmpd.conf; the community "public" reads everything.
class SnmpDaemon {
 public:
  explicit SnmpDaemon(const std::string& lines) : port_(free_udp_port()) {
    std::ofstream(folder_.path + "/snmpd.conf")
        << "rocommunity public\nagentaddress udp:127.0.0.1:" << port_ << "\n"
        << lines;
    child_ = std::make_unique<Child>(
        std::vector<std::string>{"/usr/sbin/snmpd", "-f", "-C", "-c", folder_.path + "/snmpd.conf",
                                 "-I", "-smux", "-Lf", folder_.path + "/log"},
        std::vector<std::string>{"SNMP_PERSISTENT_DIR=" + folder_.path + "/state", "MIBS="});
    SnmpAgent waiting = agent();
    waiting.timeout = Milliseconds(100);
    waiting.retries = 0;
    for (int i = 0; i < 100; ++i) {
      if (ask(waiting, instance("1.3.6.1.2.1.1.3.0")).complete) return;
      usleep(20'000);
    }
  }

  SnmpAgent agent() const {
    SnmpAgent agent;
    agent.name = "switch:real";
    agent.address = "127.0.0.1:" + std::to_string(port_);
    agent.community = Secret("public");
    return agent;
  }

 private:
  Folder folder_;
  int port_;
  std::unique_ptr<Child> child_;
};

// The agents of `muster-lab snmp WORD…`.
class LabAgents {
 public:
  explicit LabAgents(std::vector<std::string> words) {
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    words.insert(words.begin(), {(here / "lab" / "muster-lab").string(), "snmp"});
    const std::string output = folder_.path + "/out";
    child_ = std::make_unique<Child>(words, std::vector<std::string>{}, output);
    for (int i = 0; i < 500 && !ready_; ++i) {
      usleep(10'000);
      read(output);
    }
    if (!ready_) throw std::runtime_error("muster-lab is not built, or does not start");
  }

  SnmpAgent agent(const std::string& name) const {
    SnmpAgent agent;
    agent.name = "switch:" + name;
    agent.address = addresses_.at(name);
    agent.community = Secret("public");
    agent.timeout = Milliseconds(300);
    return agent;
  }

 private:
  void read(const std::string& output) {
    std::ifstream in(output);
    for (std::string word, name, address; in >> word >> name;) {
      if (word == "agent" && in >> address) addresses_[name] = address;
      ready_ |= word == "ready";
    }
  }

  Folder folder_;
  std::unique_ptr<Child> child_;
  std::map<std::string, std::string> addresses_;
  bool ready_ = false;
};

}  // namespace muster::test
