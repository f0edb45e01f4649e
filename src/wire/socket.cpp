#include "wire/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
// after the headers of the C library, which define the same structures
#include <linux/errqueue.h>

#include <array>
#include <cstring>

namespace muster {

Fd open_socket(int family, int type, int protocol) {
  return Fd(socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

void set_option(const Fd& socket, int level, int option, int value) {
  setsockopt(socket.get(), level, option, &value, sizeof value);
}

SocketAddress socket_address(const Ip& ip, int port) {
  SocketAddress out;
  const auto number = htons(static_cast<uint16_t>(port));
  if (ip.v6) {
    auto& address = reinterpret_cast<sockaddr_in6&>(out.storage);
    address.sin6_family = AF_INET6;
    address.sin6_port = number;
    std::memcpy(&address.sin6_addr, ip.bytes.data(), 16);
    out.size = sizeof address;
  } else {
    auto& address = reinterpret_cast<sockaddr_in&>(out.storage);
    address.sin_family = AF_INET;
    address.sin_port = number;
    std::memcpy(&address.sin_addr, ip.bytes.data() + 12, 4);
    out.size = sizeof address;
  }
  return out;
}

std::optional<Ip> ip_of(const sockaddr* address) {
  Ip ip;
  if (address->sa_family == AF_INET) {
    std::memcpy(ip.bytes.data() + 12, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
    return ip;
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  ip.v6 = true;
  std::memcpy(ip.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
  return ip;
}

int port_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
  }
  if (address->sa_family != AF_INET6) return 0;
  return ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
}

void keep_trouble(const Fd& socket, bool v6) {
  set_option(socket, v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP),
             v6 ? IPV6_RECVERR : IP_RECVERR, 1);
}

std::optional<SocketTrouble> take_trouble(const Fd& socket) {
  sockaddr_storage to{};
  std::array<char, 64> packet;
  alignas(cmsghdr) std::array<char, 512> control;
  iovec part{packet.data(), packet.size()};
  msghdr message{};
  message.msg_name = &to;
  message.msg_namelen = sizeof to;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (recvmsg(socket.get(), &message, MSG_ERRQUEUE) < 0) return std::nullopt;
  SocketTrouble trouble;
  const auto* target = reinterpret_cast<const sockaddr*>(&to);
  trouble.to = ip_of(target).value_or(Ip{});
  trouble.port = port_of(target);
  for (cmsghdr* part_of = CMSG_FIRSTHDR(&message); part_of != nullptr;
       part_of = CMSG_NXTHDR(&message, part_of)) {
    const bool v4 = part_of->cmsg_level == IPPROTO_IP && part_of->cmsg_type == IP_RECVERR;
    const bool v6 = part_of->cmsg_level == IPPROTO_IPV6 && part_of->cmsg_type == IPV6_RECVERR;
    if (!v4 && !v6) continue;
    const auto* error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(part_of));
    trouble.number = static_cast<int>(error->ee_errno);
    trouble.said_by = ip_of(SO_EE_OFFENDER(error));
  }
  return trouble;
}

}  // namespace muster
