#include "arp.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <vector>

#include "flags.h"

namespace muster::lab {
namespace {

using Clock = std::chrono::steady_clock;

struct Network {
  uint32_t first = 0, last = 0;
};

struct Frame {
  std::array<uint8_t, 60> bytes{};
};

volatile sig_atomic_t stopped = 0;

struct Options {
  std::string interface;
  std::vector<Network> networks;
  uint32_t density = 100;  // per cent of the addresses that are hosts
  uint32_t loss = 0;       // per cent of the requests that get no answer
  int delay_ms = 0;
  std::string proxy;  // the last octet of a MAC that answers for every address there is
  std::string twice;  // an address that two hosts answer for
};

uint32_t ip_of(const std::string& text) {
  in_addr address{};
  if (inet_pton(AF_INET, text.c_str(), &address) != 1) {
    throw std::runtime_error("\"" + text + "\" is no IPv4 address");
  }
  return ntohl(address.s_addr);
}

Network network_of(const std::string& text) {
  const size_t slash = text.find('/');
  const int prefix = slash == std::string::npos ? 32 : std::stoi(text.substr(slash + 1));
  const auto hosts = static_cast<uint32_t>(0xFFFFFFFFULL >> prefix);
  const uint32_t first = ip_of(text.substr(0, slash)) & ~hosts;
  return {first, first | hosts};
}

// Whether there is a host at an address: the same in every run.
bool present(const Options& options, uint32_t ip) {
  const bool inside =
      std::any_of(options.networks.begin(), options.networks.end(),
                  [&](const Network& network) { return ip > network.first && ip < network.last; });
  const uint32_t mixed = (ip * 2654435761U) ^ (ip >> 7);
  return inside && (mixed >> 8) % 100 < options.density;
}

std::array<uint8_t, 6> mac_of(uint32_t ip, uint8_t second = 0x4d) {
  return {0x3c,
          second,
          static_cast<uint8_t>(ip >> 24),
          static_cast<uint8_t>(ip >> 16),
          static_cast<uint8_t>(ip >> 8),
          static_cast<uint8_t>(ip)};
}

void list(const Options& options) {
  for (const Network& network : options.networks) {
    for (uint32_t ip = network.first + 1; ip < network.last; ++ip) {
      if (!present(options, ip)) continue;
      const auto mac = mac_of(ip);
      std::printf("%u.%u.%u.%u %02x:%02x:%02x:%02x:%02x:%02x\n", ip >> 24, ip >> 16 & 255,
                  ip >> 8 & 255, ip & 255, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    }
  }
}

uint32_t number_at(const uint8_t* bytes) {
  uint32_t number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return ntohl(number);
}

bool is_request(const uint8_t* frame, size_t size) {
  constexpr std::array<uint8_t, 10> head{0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1};
  return size >= 42 && std::equal(head.begin(), head.end(), frame + 12);
}

Frame reply_to(const uint8_t* request, const std::array<uint8_t, 6>& mac) {
  Frame frame;
  uint8_t* out = frame.bytes.data();
  std::copy_n(request + 6, 6, out);
  std::copy_n(mac.begin(), 6, out + 6);
  std::copy_n(request + 12, 8, out + 12);
  out[21] = 2;
  std::copy_n(mac.begin(), 6, out + 22);
  std::copy_n(request + 38, 4, out + 28);
  std::copy_n(request + 22, 10, out + 32);
  return frame;
}

class Responder {
 public:
  explicit Responder(Options options) : options_(std::move(options)) {
    socket_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ARP));
    if (socket_ < 0) throw std::runtime_error(std::string("raw socket: ") + std::strerror(errno));
    const int room = 64 << 20;
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    setsockopt(socket_, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(ETH_P_ARP);
    here.sll_ifindex = static_cast<int>(if_nametoindex(options_.interface.c_str()));
    if (here.sll_ifindex == 0 || bind(socket_, reinterpret_cast<sockaddr*>(&here), sizeof here)) {
      throw std::runtime_error("no interface \"" + options_.interface + "\"");
    }
  }

  // Until SIGTERM; then how many requests came, and how fast before the first came again.
  void run() {
    while (stopped == 0) {
      pollfd ready{socket_, POLLIN, 0};
      const timespec wait = until_due();
      ppoll(&ready, 1, &wait, nullptr);
      read_requests();
      send_due();
    }
    const double seconds = std::chrono::duration<double>(last_ - first_).count();
    std::printf("requests %zu first-pass %zu seconds %.6f\n", requests_, asked_.size(), seconds);
  }

 private:
  struct Waiting {
    Clock::time_point due;
    Frame frame;
  };

  timespec until_due() const {
    if (waiting_.empty()) return {0, 100'000'000};
    const auto left = std::max(waiting_.front().due - Clock::now(), Clock::duration(0));
    return {left.count() / 1'000'000'000, left.count() % 1'000'000'000};
  }

  void read_requests() {
    constexpr size_t batch = 64;
    static std::array<std::array<uint8_t, 128>, batch> buffers;
    std::array<mmsghdr, batch> messages{};
    std::array<iovec, batch> parts{};
    for (size_t i = 0; i < batch; ++i) {
      parts[i] = {buffers[i].data(), buffers[i].size()};
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int got = recvmmsg(socket_, messages.data(), batch, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < got; ++i) {
      const auto at = static_cast<size_t>(i);
      if (is_request(buffers[at].data(), messages[at].msg_len)) answer(buffers[at].data());
    }
  }

  void answer(const uint8_t* request) {
    const uint32_t ip = number_at(request + 38);
    count(ip);
    if (options_.loss > 0 && random_() % 100 < options_.loss) return;
    const bool probe_of_own = number_at(request + 28) == ip;
    if (probe_of_own) return;
    if (present(options_, ip)) later(reply_to(request, mac_of(ip)));
    if (!options_.twice.empty() && ip == ip_of(options_.twice)) {
      later(reply_to(request, mac_of(ip, 0x4e)));
    }
    if (!options_.proxy.empty()) {
      later(reply_to(request,
                     {0x3c, 0x4f, 0, 0, 0, static_cast<uint8_t>(std::stoi(options_.proxy))}));
    }
  }

  void count(uint32_t ip) {
    const auto now = Clock::now();
    if (requests_++ == 0) first_ = now;
    again_ = again_ || !asked_.insert(ip).second;
    if (!again_) last_ = now;
  }

  void later(const Frame& frame) {
    waiting_.push_back({Clock::now() + std::chrono::milliseconds(options_.delay_ms), frame});
  }

  void send_due() {
    const auto now = Clock::now();
    while (!waiting_.empty() && waiting_.front().due <= now) {
      const Frame& frame = waiting_.front().frame;
      while (send(socket_, frame.bytes.data(), frame.bytes.size(), 0) < 0 &&
             (errno == EAGAIN || errno == ENOBUFS)) {
        poll(nullptr, 0, 1);
      }
      waiting_.pop_front();
    }
  }

  Options options_;
  int socket_ = -1;
  std::deque<Waiting> waiting_;
  std::unordered_set<uint32_t> asked_;
  size_t requests_ = 0;
  bool again_ = false;
  Clock::time_point first_{}, last_{};
  std::mt19937 random_{7};
};

}  // namespace

int arp_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  Options options;
  options.interface = flags.text("--interface");
  for (const std::string& network : flags.all("--network")) {
    options.networks.push_back(network_of(network));
  }
  options.density = static_cast<uint32_t>(flags.number("--density", 100));
  options.loss = static_cast<uint32_t>(flags.number("--loss", 0));
  options.delay_ms = flags.number("--delay", 0);
  options.proxy = flags.text("--proxy");
  options.twice = flags.text("--twice");
  const bool only_list = flags.on("--list");
  flags.finish();
  if (only_list) {
    list(options);
    return 0;
  }
  signal(SIGTERM, [](int) { stopped = 1; });
  Responder responder(options);
  std::puts("ready");
  std::fflush(stdout);
  responder.run();
  return 0;
}

}  // namespace muster::lab
