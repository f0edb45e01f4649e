// Sockets, and addresses as the kernel wants them.
#pragma once
#include <sys/socket.h>

#include <optional>

#include "model/ip.h"
#include "wire/fd.h"

namespace muster {

// A socket that does not block; without a descriptor when there is none to be had.
Fd open_socket(int family, int type, int protocol = 0);
void set_option(const Fd& socket, int level, int option, int value);

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const Ip& ip, int port);

// nullopt for what is neither IPv4 nor IPv6.
std::optional<Ip> ip_of(const sockaddr* address);
int port_of(const sockaddr* address);

inline int family_of(const Ip& ip) { return ip.v6 ? AF_INET6 : AF_INET; }

// Takes one entry off the error queue (IP_RECVERR): whom the failed packet was for, and who said
// that it failed. nullopt when the queue is empty.
struct SocketTrouble {
  Ip to;
  int port = 0;
  std::optional<Ip> said_by;  // none: this machine itself
  int number = 0;             // errno
};
std::optional<SocketTrouble> take_trouble(const Fd& socket);
// Makes the kernel keep that queue.
void keep_trouble(const Fd& socket, bool v6);

}  // namespace muster
