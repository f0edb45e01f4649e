#include "wire/probe/doors.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <random>

#include "core/handle.h"

namespace muster {
namespace {

constexpr size_t largest_datagram = 9'000;
constexpr int most_at_once = 1'000;  // datagrams taken before others get their turn
constexpr size_t icmp_header = 8;

bool is_no_room(int number) {
  return number == EAGAIN || number == ENOBUFS || number == ENOMEM || number == EMFILE ||
         number == ENFILE;
}

std::string random_token() {
  std::random_device random;
  std::string token;
  for (int i = 0; i < 8; ++i) token += static_cast<char>(random());
  return token;
}

int prefix_of(const sockaddr* mask) {
  const auto ip = ip_of(mask);
  if (!ip) return 0;
  int bits = 0;
  for (const uint8_t byte : ip->bytes) bits += std::popcount(byte);
  return bits;
}

void watch_both(const std::array<Fd, 2>& sockets, std::vector<pollfd>& out) {
  for (const Fd& socket : sockets) {
    if (socket) out.push_back({socket.get(), POLLIN, 0});
  }
}

// The next datagram and who sent it; nullopt when there is none now.
std::optional<std::pair<Ip, int>> take(const Fd& socket, std::string& bytes) {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  bytes.resize(largest_datagram);
  ssize_t got = -1;
  do {  // an error that a datagram of ours met is told here too
    got = recvfrom(socket.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from),
                   &size);
  } while (got < 0 && (errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ENETUNREACH));
  if (got < 0) return std::nullopt;
  bytes.resize(static_cast<size_t>(got));
  const auto* address = reinterpret_cast<const sockaddr*>(&from);
  const auto ip = ip_of(address);
  return ip ? std::optional(std::pair(*ip, port_of(address))) : std::nullopt;
}

}  // namespace

std::vector<OwnLink> own_links() {
  std::vector<OwnLink> links;
  Handle<ifaddrs, freeifaddrs> list;
  if (getifaddrs(Out(list)) != 0) return links;
  for (const ifaddrs* one = list.get(); one != nullptr; one = one->ifa_next) {
    const bool usable = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (!usable || one->ifa_addr == nullptr || one->ifa_netmask == nullptr) continue;
    const auto ip = ip_of(one->ifa_addr);
    if (ip) links.push_back({{*ip, prefix_of(one->ifa_netmask)}, if_nametoindex(one->ifa_name)});
  }
  return links;
}

EchoDoor::EchoDoor(std::span<const Ip> targets)
    : targets_(targets), token_(random_token()), alive_(targets.size()) {
  for (const bool v6 : {false, true}) {
    const auto wanted = [&](const Ip& ip) { return ip.v6 == v6; };
    if (std::none_of(targets.begin(), targets.end(), wanted)) continue;
    Fd socket = open_socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM,
                            v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP));
    if (!socket) {
      if (refused_ == 0) refused_ = errno;
      continue;
    }
    set_option(socket, SOL_SOCKET, SO_RCVBUF, 1 << 20);
    sockets_[v6 ? 1 : 0] = std::move(socket);
  }
}

ProbeDoor::Sent EchoDoor::send(size_t question) {
  const Ip& target = targets_[question];
  const Fd& socket = sockets_[target.v6 ? 1 : 0];
  if (!socket) return Sent::never;
  constexpr char echo_v4 = 8;
  constexpr auto echo_v6 = static_cast<char>(128);
  std::string packet(icmp_header, '\0');  // the kernel fills in checksum and identifier
  packet[0] = target.v6 ? echo_v6 : echo_v4;
  packet[6] = static_cast<char>(question >> 8);
  packet[7] = static_cast<char>(question);
  packet += token_;
  for (int shift = 24; shift >= 0; shift -= 8) packet += static_cast<char>(question >> shift);
  const SocketAddress to = socket_address(target, 0);
  if (sendto(socket.get(), packet.data(), packet.size(), 0, to.get(), to.size) >= 0) {
    return Sent::yes;
  }
  return is_no_room(errno) ? Sent::later : Sent::never;
}

void EchoDoor::watch(std::vector<pollfd>& out) { watch_both(sockets_, out); }

std::optional<size_t> EchoDoor::question_of(std::string_view packet, const Ip& from) const {
  constexpr uint8_t reply_v4 = 0;
  constexpr uint8_t reply_v6 = 129;
  if (packet.size() != icmp_header + token_.size() + 4) return std::nullopt;
  if (static_cast<uint8_t>(packet[0]) != (from.v6 ? reply_v6 : reply_v4)) return std::nullopt;
  packet.remove_prefix(icmp_header);
  if (!packet.starts_with(token_)) return std::nullopt;
  size_t question = 0;
  for (const char c : packet.substr(token_.size()))
    question = question << 8 | static_cast<uint8_t>(c);
  if (question >= targets_.size() || targets_[question] != from) return std::nullopt;
  return question;
}

void EchoDoor::receive(std::vector<size_t>& settled) {
  std::string packet;
  for (const Fd& socket : sockets_) {
    for (int i = 0; socket && i < most_at_once; ++i) {
      const auto from = take(socket, packet);
      if (!from) break;
      const auto question = question_of(packet, from->first);
      if (!question) continue;
      alive_[*question] = true;
      settled.push_back(*question);
    }
  }
}

ProbeDoor::Sent TcpDoor::send(size_t question) {
  const TcpTarget& target = targets_[question];
  Fd socket = open_socket(family_of(target.ip), SOCK_STREAM);
  if (!socket) return is_no_room(errno) ? Sent::later : Sent::never;
  keep_trouble(socket, target.ip.v6);
  const linger at_once{1, 0};  // no TIME_WAIT for thousands of connections
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  const SocketAddress to = socket_address(target.ip, target.port);
  if (connect(socket.get(), to.get(), to.size) == 0 || errno == EINPROGRESS) {
    open_[question] = std::move(socket);
    return Sent::yes;
  }
  const int error = errno;
  if (is_no_room(error) || error == EADDRNOTAVAIL) return Sent::later;
  alive_[question] = proves_life(socket, target.ip, error);
  return Sent::never;
}

void TcpDoor::watch(std::vector<pollfd>& out) {
  for (const auto& [question, socket] : open_) out.push_back({socket.get(), POLLOUT, 0});
}

// Routers that refuse in a host's name say so by ICMP, in their own.
bool TcpDoor::proves_life(const Fd& socket, const Ip& target, int error) const {
  if (error == 0) return true;
  if (error != ECONNREFUSED && error != ECONNRESET) return false;
  const auto trouble = take_trouble(socket);
  return !trouble || !trouble->said_by || *trouble->said_by == target;
}

void TcpDoor::receive(std::vector<size_t>& settled) {
  const size_t first = settled.size();
  for (const auto& [question, socket] : open_) {
    pollfd ready{socket.get(), POLLOUT, 0};
    if (poll(&ready, 1, 0) <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (proves_life(socket, targets_[question].ip, error)) alive_[question] = true;
    settled.push_back(question);
  }
  for (size_t i = first; i < settled.size(); ++i) open_.erase(settled[i]);
}

UdpDoor::UdpDoor(std::span<const UdpQuestion> questions, const UdpAnswers& answers)
    : questions_(questions), answers_(answers), links_(own_links()), heard_(questions.size()) {
  for (const bool v6 : {false, true}) {
    const auto wanted = [&](const UdpQuestion& one) { return one.host.v6 == v6; };
    if (std::none_of(questions.begin(), questions.end(), wanted)) continue;
    Fd socket = open_socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM);
    if (!socket) continue;
    set_option(socket, SOL_SOCKET, SO_RCVBUF, 1 << 20);
    keep_trouble(socket, v6);
    sockets_[v6 ? 1 : 0] = std::move(socket);
  }
}

std::optional<unsigned> UdpDoor::link_to(const Ip& host) const {
  const OwnLink* best = nullptr;
  for (const OwnLink& link : links_) {
    if (!link.address.contains(host)) continue;
    if (best == nullptr || link.address.prefix > best->address.prefix) best = &link;
  }
  return best == nullptr ? std::nullopt : std::optional(best->index);
}

bool UdpDoor::send_to_group(const UdpQuestion& question, unsigned link) {
  const Fd& socket = socket_for(question.host);
  const SocketAddress to = socket_address(question.group, question.port);
  if (question.host.v6) {
    set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, static_cast<int>(link));
  } else {
    ip_mreqn out{};
    out.imr_ifindex = static_cast<int>(link);
    setsockopt(socket.get(), IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof out);
  }
  return sendto(socket.get(), question.bytes.data(), question.bytes.size(), 0, to.get(), to.size) >=
         0;
}

ProbeDoor::Sent UdpDoor::send(size_t number) {
  const UdpQuestion& question = questions_[number];
  const Fd& socket = socket_for(question.host);
  if (!socket) return Sent::never;
  const auto link = question.group.unspecified() ? std::nullopt : link_to(question.host);
  if (!question.group.unspecified() && !link) return Sent::never;
  const SocketAddress to = socket_address(question.host, question.port);
  bool sent = false;
  // The first try may tell only of an earlier datagram that met nobody.
  for (int attempt = 0; attempt < 2 && !sent; ++attempt) {
    sent = link ? send_to_group(question, *link)
                : sendto(socket.get(), question.bytes.data(), question.bytes.size(), 0, to.get(),
                         to.size) >= 0;
    if (!sent && is_no_room(errno)) return Sent::later;
  }
  if (!sent) return Sent::never;
  open_[{question.host, question.port}].insert(number);
  return Sent::yes;
}

void UdpDoor::watch(std::vector<pollfd>& out) { watch_both(sockets_, out); }

void UdpDoor::close(size_t question) {
  const auto peer = open_.find({questions_[question].host, questions_[question].port});
  if (peer == open_.end()) return;
  peer->second.erase(question);
  if (peer->second.empty()) open_.erase(peer);
}

void UdpDoor::hear(const Peer& from, std::string_view bytes, std::vector<size_t>& settled) {
  const auto peer = open_.find(from);
  if (peer == open_.end() || bytes.empty()) return;
  const auto asked = std::find_if(peer->second.begin(), peer->second.end(),
                                  [&](size_t question) { return answers_(question, bytes); });
  if (asked == peer->second.end()) return;
  const size_t question = *asked;
  heard_[question] = bytes;
  settled.push_back(question);
  close(question);
}

// A host that has nobody at the port says so itself.
void UdpDoor::take_refusals(const Fd& socket, std::vector<size_t>& settled) {
  for (int i = 0; i < most_at_once; ++i) {
    const auto trouble = take_trouble(socket);
    if (!trouble) return;
    const auto peer = open_.find({trouble->to, trouble->port});
    if (trouble->number != ECONNREFUSED || trouble->said_by != trouble->to || peer == open_.end()) {
      continue;
    }
    settled.insert(settled.end(), peer->second.begin(), peer->second.end());
    open_.erase(peer);
  }
}

void UdpDoor::receive(std::vector<size_t>& settled) {
  std::string bytes;
  for (const Fd& socket : sockets_) {
    if (!socket) continue;
    for (int i = 0; i < most_at_once; ++i) {
      const auto from = take(socket, bytes);
      if (!from) break;
      hear(*from, bytes, settled);
    }
    take_refusals(socket, settled);
  }
}

}  // namespace muster
