// muster-capture INTERFACE: the one program that needs the right to raw sockets (CAP_NET_RAW). It
// opens the interface, gives up every privilege, and from then on only passes frames between the
// wire and its standard input and output (wire/capture_record.h).
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "core/handle.h"
#include "model/mac.h"
#include "privilege.h"
#include "wire/capture/gate.h"
#include "wire/capture/record.h"

namespace {

using namespace muster;

using Pcap = Handle<pcap_t, pcap_close>;

struct Trouble {
  RecordKind kind;
  std::string text;
};

// What muster reads is written whole; when muster is gone there is nothing left to do.
void write_record(RecordKind kind, std::string_view content) {
  const std::string record = render_record(kind, content.substr(0, most_record));
  for (size_t at = 0; at < record.size();) {
    const ssize_t wrote = write(STDOUT_FILENO, record.data() + at, record.size() - at);
    if (wrote < 0 && errno != EINTR) std::_Exit(1);
    if (wrote > 0) at += static_cast<size_t>(wrote);
  }
}

ifreq ask_interface(int socket, unsigned long request, const char* name) {
  ifreq answer{};
  std::snprintf(answer.ifr_name, sizeof answer.ifr_name, "%s", name);
  if (ioctl(socket, request, &answer) != 0) {
    throw Trouble{RecordKind::down, std::strerror(errno)};
  }
  return answer;
}

Mac mac_of(int socket, const char* name) {
  uint64_t bits = 0;
  const ifreq answer = ask_interface(socket, SIOCGIFHWADDR, name);
  for (int i = 0; i < 6; ++i) {
    bits = bits << 8 | static_cast<uint8_t>(answer.ifr_hwaddr.sa_data[i]);
  }
  return Mac(bits);
}

// Without them only probes leave.
std::vector<std::string> addresses_of(const char* name) {
  std::vector<std::string> out;
  Handle<ifaddrs, freeifaddrs> list;
  if (getifaddrs(Out(list)) != 0) return out;
  for (const ifaddrs* row = list.get(); row != nullptr; row = row->ifa_next) {
    if (row->ifa_addr == nullptr || std::strcmp(row->ifa_name, name) != 0) continue;
    if (row->ifa_addr->sa_family == AF_INET) {
      const auto* v4 = reinterpret_cast<const sockaddr_in*>(row->ifa_addr);
      out.emplace_back(reinterpret_cast<const char*>(&v4->sin_addr), sizeof v4->sin_addr);
    } else if (row->ifa_addr->sa_family == AF_INET6) {
      const auto* v6 = reinterpret_cast<const sockaddr_in6*>(row->ifa_addr);
      out.emplace_back(reinterpret_cast<const char*>(&v6->sin6_addr), sizeof v6->sin6_addr);
    }
  }
  return out;
}

void require_up(int socket, const char* name) {
  const ifreq answer = ask_interface(socket, SIOCGIFFLAGS, name);
  if ((answer.ifr_flags & IFF_UP) == 0) throw Trouble{RecordKind::down, "it is switched off"};
  if ((answer.ifr_flags & IFF_RUNNING) == 0) throw Trouble{RecordKind::down, "it has no carrier"};
}

// ARP, echo replies and neighbour discovery of others.
void set_filter(pcap_t* pcap, Mac own) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(),
                "(arp or (icmp6 and (ip6[40] = 129 or ip6[40] = 135 or ip6[40] = 136))) and not "
                "ether src %02x:%02x:%02x:%02x:%02x:%02x",
                own.octet(0), own.octet(1), own.octet(2), own.octet(3), own.octet(4), own.octet(5));
  bpf_program program{};
  if (pcap_compile(pcap, &program, text.data(), 1, PCAP_NETMASK_UNKNOWN) != 0 ||
      pcap_setfilter(pcap, &program) != 0) {
    throw Trouble{RecordKind::refused, pcap_geterr(pcap)};
  }
  pcap_freecode(&program);
}

Pcap open_interface(const char* name) {
  constexpr int snap = 256, buffer = 8 << 20, timeout_ms = 10;
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  Pcap pcap(pcap_create(name, why.data()));
  if (!pcap) throw Trouble{RecordKind::refused, why.data()};
  pcap_set_snaplen(pcap.get(), snap);
  pcap_set_promisc(pcap.get(), 0);
  pcap_set_timeout(pcap.get(), timeout_ms);
  pcap_set_buffer_size(pcap.get(), buffer);
  const int code = pcap_activate(pcap.get());
  if (code >= 0) return pcap;
  const bool right = code == PCAP_ERROR_PERM_DENIED || code == PCAP_ERROR_PROMISC_PERM_DENIED;
  const bool down = code == PCAP_ERROR_IFACE_NOT_UP;
  throw Trouble{right  ? RecordKind::forbidden
                : down ? RecordKind::down
                       : RecordKind::refused,
                std::string(pcap_statustostr(code)) + ": " + pcap_geterr(pcap.get())};
}

class Pump {
 public:
  Pump(const char* name, int socket, Pcap pcap)
      : name_(name),
        socket_(socket),
        own_{mac_of(socket, name), addresses_of(name)},
        pcap_(std::move(pcap)) {
    std::array<char, PCAP_ERRBUF_SIZE> why{};
    if (pcap_datalink(pcap_.get()) != DLT_EN10MB) {
      throw Trouble{RecordKind::refused, "it is not Ethernet"};
    }
    set_filter(pcap_.get(), own_.mac);
    pcap_setnonblock(pcap_.get(), 1, why.data());
  }

  // Until standard input ends.
  void run() {
    constexpr int check_ms = 200;
    auto checked = std::chrono::steady_clock::now();
    while (!ended_) {
      std::array<pollfd, 2> ready{
          {{STDIN_FILENO, POLLIN, 0}, {pcap_get_selectable_fd(pcap_.get()), POLLIN, 0}}};
      poll(ready.data(), ready.size(), check_ms);
      if (ready[1].revents != 0) read_wire();
      if (ready[0].revents != 0) read_input();
      const auto now = std::chrono::steady_clock::now();
      if (now - checked < std::chrono::milliseconds(check_ms)) continue;
      checked = now;
      require_up(socket_, name_);
      own_.addresses = addresses_of(name_);
    }
    read_wire();
  }

  void write_stats() {
    pcap_stat seen{};
    pcap_stats(pcap_.get(), &seen);
    std::string content;
    append_number(content, seen.ps_recv);
    append_number(content, uint64_t{seen.ps_drop} + seen.ps_ifdrop);
    append_number(content, unsent_);
    write_record(RecordKind::stats, content);
  }

 private:
  void read_wire() {
    const auto pass = [](u_char*, const pcap_pkthdr* head, const u_char* bytes) {
      write_record(RecordKind::frame, {reinterpret_cast<const char*>(bytes), head->caplen});
    };
    if (pcap_dispatch(pcap_.get(), -1, pass, nullptr) < 0) {
      throw Trouble{RecordKind::down, pcap_geterr(pcap_.get())};
    }
  }

  void read_input() {
    std::array<char, 65'536> buffer;
    const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return;
    ended_ = got <= 0;
    if (ended_) return;
    input_.add({buffer.data(), static_cast<size_t>(got)});
    while (const auto record = input_.next()) {
      const bool may = record->kind == RecordKind::frame && may_send(record->content, own_);
      if (!may || !send(record->content)) ++unsent_;
    }
    ended_ = input_.broken();
  }

  // A full queue is waited for; an interface that went down is not.
  bool send(std::string_view frame) {
    constexpr int tries = 20, pause_ms = 5;
    for (int i = 0; i < tries; ++i) {
      if (pcap_inject(pcap_.get(), frame.data(), frame.size()) >= 0) return true;
      if (errno == ENETDOWN || errno == ENXIO) {
        throw Trouble{RecordKind::down, std::strerror(errno)};
      }
      if (errno != EAGAIN && errno != ENOBUFS && errno != EINTR) return false;
      poll(nullptr, 0, pause_ms);
    }
    return false;
  }

  const char* name_;
  int socket_;
  Sender own_;
  Pcap pcap_;
  RecordStream input_;
  uint64_t unsent_ = 0;
  bool ended_ = false;
};

int capture(const char* name) {
  const int asked = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (asked < 0) throw Trouble{RecordKind::refused, std::strerror(errno)};
  Pcap pcap = open_interface(name);
  const std::string left = drop_privileges();
  if (!left.empty()) throw Trouble{RecordKind::refused, left};
  require_up(asked, name);
  Pump pump(name, asked, std::move(pcap));
  write_record(RecordKind::opened, "");
  try {
    pump.run();
  } catch (const Trouble& trouble) {
    write_record(trouble.kind, trouble.text);
  }
  pump.write_stats();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || argv[1][0] == '-' || isatty(STDIN_FILENO) != 0) {
    std::fputs("usage: muster-capture INTERFACE\nIt is started by muster for a sweep.\n", stderr);
    return 64;
  }
  signal(SIGPIPE, SIG_IGN);
  try {
    return capture(argv[1]);
  } catch (const Trouble& trouble) {
    write_record(trouble.kind, trouble.text);
    return 1;
  }
}
