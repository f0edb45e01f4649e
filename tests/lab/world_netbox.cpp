#include "world_netbox.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "netbox.h"
#include "proxmox_login.h"

namespace muster::lab {
namespace {

using namespace std::chrono_literals;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int free_port() {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

bool listens(int port) {
  const auto address = loopback(port);
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool up =
      ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return up;
}

void wait_until_up(int port, int process) {
  for (int tries = 0; tries < 500; ++tries) {
    if (listens(port)) return;
    if (::waitpid(process, nullptr, WNOHANG) != 0) break;
    std::this_thread::sleep_for(20ms);
  }
  throw std::runtime_error("the NetBox double did not start");
}

[[noreturn]] void become_netbox(std::vector<std::string> words) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::_exit(netbox_main(int(words.size()), argv.data()));
}

}  // namespace

NetboxChild::NetboxChild(const NetboxPlan& plan, EnvFile& env) {
  if (!plan.wanted) return;
  const int port = plan.port == 0 ? free_port() : plan.port;
  const auto token = random_hex(20);
  std::vector<std::string> words = {"netbox", "--port", std::to_string(port), "--token", token};
  words.insert(words.end(), plan.flags.begin(), plan.flags.end());
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("cannot fork");
  if (process_ == 0) become_netbox(words);
  wait_until_up(port, process_);
  env.add("netbox", "url", "http://127.0.0.1:" + std::to_string(port));
  env.add("netbox", "token", token);
}

NetboxChild::~NetboxChild() {
  if (process_ == 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace muster::lab
