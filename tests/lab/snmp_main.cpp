#include <arpa/inet.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <deque>
#include <iostream>
#include <map>
#include <stdexcept>

#include "flags.h"
#include "run.h"
#include "snmp.h"
#include "snmp_agent.h"

namespace muster::lab {
namespace {

using Clock = std::chrono::steady_clock;

struct Listener {
  std::string name;
  SnmpAgent agent;
  int socket = -1;
};

struct Late {
  const Listener* from;
  sockaddr_in to;
  std::string datagram;
};

int open_socket(int port) {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int room = 8 << 20;  // a thousand may ask at once
  ::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error(std::string("no socket: ") + std::strerror(errno));
  }
  return fd;
}

int port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

// All agents in one thread; answers that wait stand in the order of their time.
class Agents {
 public:
  Agents() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

  void add(const std::string& name, Views views, const std::string& community,
           const Manners& manners, int port) {
    all_.push_back({name, SnmpAgent(std::move(views), community, manners), open_socket(port)});
    watch(all_.back().socket, &all_.back());
    std::cout << "agent " << name << " 127.0.0.1:" << port_of(all_.back().socket) << "\n";
  }

  void watch(int fd, void* what) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = what;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void serve() {
    for (;;) {
      std::array<epoll_event, 64> events;
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), wait());
      for (int i = 0; i < count; ++i) {
        auto* listener = static_cast<Listener*>(events[static_cast<size_t>(i)].data.ptr);
        if (listener == nullptr) return;  // a signal
        take(*listener);
      }
      send_due();
    }
  }

 private:
  void take(Listener& listener) {
    std::array<char, 65536> bytes;
    sockaddr_in from{};
    for (;;) {
      socklen_t size = sizeof from;
      const ssize_t got = ::recvfrom(listener.socket, bytes.data(), bytes.size(), 0,
                                     reinterpret_cast<sockaddr*>(&from), &size);
      if (got < 0) return;
      const auto due = Clock::now() + std::chrono::milliseconds(listener.agent.manners().delay);
      for (auto& datagram : listener.agent.answer({bytes.data(), static_cast<size_t>(got)})) {
        late_.emplace(due, Late{&listener, from, std::move(datagram)});
      }
    }
  }

  void send_due() {
    while (!late_.empty() && late_.begin()->first <= Clock::now()) {
      const Late& late = late_.begin()->second;
      ::sendto(late.from->socket, late.datagram.data(), late.datagram.size(), 0,
               reinterpret_cast<const sockaddr*>(&late.to), sizeof late.to);
      late_.erase(late_.begin());
    }
  }

  int wait() const {
    if (late_.empty()) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(late_.begin()->first - Clock::now());
    return static_cast<int>(std::max<long>(0, left.count()));
  }

  int epoll_;
  std::deque<Listener> all_;
  std::multimap<Clock::time_point, Late> late_;
};

void raise_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// `--manners NAME WORD…`, NAME an agent or "all".
Manners manners_of(const std::vector<std::vector<std::string>>& rules, const std::string& name) {
  std::vector<std::string> words;
  for (const auto& rule : rules) {
    if (rule.front() == name || rule.front() == "all") {
      words.insert(words.end(), rule.begin() + 1, rule.end());
    }
  }
  return parse_manners(words);
}

}  // namespace

// muster-lab snmp --dir DIR | --switches N [--macs M] [--community C] [--port FIRST]
//   [--manners NAME,WORD,WORD… …]
int snmp_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  std::map<std::string, Views> agents;
  if (const std::string dir = flags.text("--dir"); !dir.empty()) agents = read_agents(dir);
  const int switches = flags.number("--switches", 0), macs = flags.number("--macs", 1000);
  for (int i = 1; i <= switches; ++i) {
    agents["sw" + std::to_string(i)][""] = generate_switch(i, macs);
  }
  const std::string community = flags.text("--community", "public");
  int port = flags.number("--port", 0);
  std::vector<std::vector<std::string>> rules;
  for (const std::string& rule : flags.all("--manners")) {
    std::vector<std::string> words{""};
    for (const char c : rule) {
      if (c == ',')
        words.emplace_back();
      else
        words.back() += c;
    }
    rules.push_back(std::move(words));
  }
  flags.finish();
  if (agents.empty()) throw std::runtime_error("--dir or --switches is required");
  raise_limit();
  block_signals();
  Agents serving;
  for (auto& [name, views] : agents) {
    serving.add(name, std::move(views), community, manners_of(rules, name), port == 0 ? 0 : port++);
  }
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  serving.watch(::signalfd(-1, &set, SFD_CLOEXEC), nullptr);
  std::cout << "ready snmp" << std::endl;
  serving.serve();
  return 0;
}

}  // namespace muster::lab
