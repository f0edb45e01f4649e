// Real packets in network namespaces: this machine, a router, and hosts behind it.
#include "collect/sweep/offlink.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "collect/sweep/names.h"
#include "core/text.h"
#include "scene.h"
#include "times.h"

using namespace muster;
using namespace muster::test;

namespace {

Output run(const std::vector<std::string>& argv) {
  SystemRunner runner{real_time()};
  Command command;
  command.argv = argv;
  Output output = runner.run(command, {});
  if (output.code != 0) std::cerr << join(argv, " ") << ": " << output.err;
  return output;
}

// muster-<pid>-here ── -router ─┬─ -far: answers echo and refuses TCP
//                               └─ -deaf: refuses TCP only
class Network {
 public:
  ~Network() {
    if (!made_) return;
    for (const char* place : {"here", "router", "far", "deaf"}) {
      run({"ip", "netns", "del", full(place)});
    }
  }

  bool make() {
    if (geteuid() != 0 || !find_program("ip") ||
        run({"ip", "netns", "add", full("here")}).code != 0) {
      std::cerr << "SKIPPED, needs root and network namespaces: hosts across routers\n";
      return false;
    }
    made_ = true;
    for (const char* place : {"router", "far", "deaf"}) run({"ip", "netns", "add", full(place)});
    for (const char* place : {"here", "router", "far", "deaf"}) {
      shell(place, "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad");
    }
    join_to_router("here", "10.77.1", "fd77:1");
    join_to_router("far", "10.77.2", "fd77:2");
    join_to_router("deaf", "10.77.3", "fd77:3");
    shell("router", "echo 1 >/proc/sys/net/ipv4/ip_forward");
    shell("router", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
    shell("router",
          "ip route add 10.78.0.0/20 via 10.77.2.2 && ip route add 10.79.0.0/24 via "
          "10.77.3.2 && ip -6 route add fd78::/64 via fd77:2::2");
    shell("router", "ip route add unreachable 10.80.0.0/24; ip route add prohibit 10.80.1.0/24");
    shell("far",
          "ip route add local 10.78.0.0/24 dev lo && ip -6 route add local fd78::/124 dev "
          "lo");
    shell("deaf",
          "ip route add local 10.79.0.0/28 dev lo; echo 1 "
          ">/proc/sys/net/ipv4/icmp_echo_ignore_all");
    return true;
  }

  void allow_ping(bool allowed) const {
    shell("here", std::string("echo '") + (allowed ? "0 2147483647" : "1 0") +
                      "' >/proc/sys/net/ipv4/ping_group_range");
  }

  std::string full(const std::string& place) const {
    return "muster-" + std::to_string(getpid()) + "-" + place;
  }

  void shell(const std::string& place, const std::string& line) const {
    CHECK(run({"ip", "netns", "exec", full(place), "sh", "-c", line}).code == 0);
  }

 private:
  void join_to_router(const std::string& place, const std::string& v4, const std::string& v6) {
    CHECK(run({"ip", "link", "add", "uplink", "netns", full(place), "type", "veth", "peer", "name",
               place, "netns", full("router")})
              .code == 0);
    shell("router", "ip link set lo up; ip addr add " + v4 + ".1/24 dev " + place +
                        "; ip addr add " + v6 + "::1/64 nodad dev " + place + "; ip link set " +
                        place + " up");
    shell(place, "ip link set lo up; ip addr add " + v4 + ".2/24 dev uplink; ip addr add " + v6 +
                     "::2/64 nodad dev uplink; ip link set uplink up; ip route add default via " +
                     v4 + ".1; ip -6 route add default via " + v6 + "::1");
  }

  bool made_ = false;
};

// This thread, and those it starts, live in a namespace meanwhile.
class Inside {
 public:
  explicit Inside(const std::string& name) : home_(open("/proc/thread-self/ns/net", O_RDONLY)) {
    const int there = open(("/var/run/netns/" + name).c_str(), O_RDONLY);
    REQUIRE(setns(there, CLONE_NEWNET) == 0);
    close(there);
  }
  ~Inside() {
    setns(home_, CLONE_NEWNET);
    close(home_);
  }

 private:
  int home_;
};

// A program in a namespace that has said that it is ready.
class Daemon {
 public:
  Daemon(const std::string& name, std::vector<std::string> argv) {
    argv.insert(argv.begin(), {"ip", "netns", "exec", name});
    int said[2];
    REQUIRE(pipe(said) == 0);
    child_ = fork();
    if (child_ == 0) {
      std::vector<char*> words;
      for (auto& word : argv) words.push_back(word.data());
      words.push_back(nullptr);
      dup2(said[1], STDOUT_FILENO);
      close(said[0]);
      close(said[1]);
      execvp(words[0], words.data());
      _exit(127);
    }
    close(said[1]);
    said_ = said[0];
    char letter = 0;
    while (letter != '\n') REQUIRE(read(said_, &letter, 1) == 1);
  }
  ~Daemon() {
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
    close(said_);
  }

 private:
  pid_t child_ = 0;
  int said_ = -1;
};

struct World {
  std::unique_ptr<Prober> prober = make_prober(real_time(), "/nonexistent");
  Scene scene;
  Wires wires{.clock = scene.clock,
              .http = scene.http,
              .runner = scene.runner,
              .progress = scene.progress,
              .prober = *prober};
  Diagnostics trouble;

  std::set<std::string> probe(const std::vector<Ip>& targets) {
    SweepConfig config;
    config.rate = 20'000;
    config.retries = 1;
    config.ports = {22};
    std::set<std::string> found;
    for (const ProbeFact& fact : probe_offlink(config, targets, wires, {}, trouble)) {
      found.insert(render(fact.address.ip));
    }
    return found;
  }
};

std::vector<Ip> range(const std::string& start, int count) {
  std::vector<Ip> out;
  Ip next = ip(start);
  for (int i = 0; i < count; ++i) {
    out.push_back(next);
    for (size_t byte = 15; ++next.bytes[byte] == 0; --byte) {
    }
  }
  return out;
}

std::set<std::string> texts(const std::vector<Ip>& ips) {
  std::set<std::string> out;
  for (const Ip& one : ips) out.insert(render(one));
  return out;
}

std::vector<Ip> all_of(std::initializer_list<std::vector<Ip>> lists) {
  std::vector<Ip> out;
  for (const auto& list : lists) out.insert(out.end(), list.begin(), list.end());
  return out;
}

}  // namespace

TEST_CASE("hosts behind a router are found by echo, and by TCP where echo is not answered") {
  Network network;
  if (!network.make()) return;
  network.allow_ping(true);
  const Inside here(network.full("here"));
  World world;
  const auto living = range("10.78.0.0", 256);
  const auto living_v6 = range("fd78::", 16);
  const auto deaf = range("10.79.0.0", 16);
  // 10.78.1.0 and on, and fd78::10 and on: nobody; 10.80.0.0/23: the router says no
  const auto found = world.probe(all_of({range("10.78.0.0", 2'048), range("fd78::", 64),
                                         range("10.79.0.0", 64), range("10.80.0.0", 512)}));
  CHECK(found == texts(all_of({living, living_v6, deaf})));
  CHECK(render(world.trouble) == "");
}

TEST_CASE("without ping sockets a note says so once, and TCP finds the hosts") {
  Network network;
  if (!network.make()) return;
  network.allow_ping(false);
  const Inside here(network.full("here"));
  World world;
  CHECK(world.probe(all_of({range("10.78.0.250", 12), range("fd78::c", 8)})) ==
        texts(all_of({range("10.78.0.250", 6), range("fd78::c", 4)})));
  CHECK(render(world.trouble) ==
        "note: may not send ICMP echo requests: Permission denied; hosts across routers are looked "
        "for by TCP alone\n  fix: allow ping sockets with sysctl -w net.ipv4.ping_group_range=\"0 "
        "2147483647\"\n");
}

TEST_CASE("attached networks are left to ARP: the kernel's neighbour table stays as it is") {
  Network network;
  if (!network.make()) return;
  network.allow_ping(true);
  const Inside here(network.full("here"));
  World world;
  CHECK(world.probe(all_of({range("10.77.1.0", 256), range("fd77:1::", 64)})).empty());
  CHECK(run({"ip", "neigh", "show", "10.77.1.77"}).out.empty());
}

TEST_CASE("a neighbour tells its names by mDNS, LLMNR and NetBIOS") {
  Network network;
  if (!network.make()) return;
  const Daemon responder(network.full("router"),
                         {"python3", std::string(TESTS_DIR) + "/collect/names_responder.py",
                          "10.77.1.1", "1.1.77.10.in-addr.arpa"});
  const Inside here(network.full("here"));
  World world;
  const std::vector<Ip> living{ip("10.77.1.1"), ip("10.77.1.2")};
  std::vector<std::string> told;
  for (const auto& [address, names] : ask_names(living, world.wires, {})) {
    for (const NameFact& name : names) {
      told.push_back(render(address) + " " + std::string(word(name.source)) + " " + name.name);
    }
  }
  CHECK(told == Strings{"10.77.1.1 mdns television", "10.77.1.1 llmnr television-llmnr",
                        "10.77.1.1 netbios WORKSTATION"});
}
