// Addresses as the kernel wants them, and a descriptor that closes itself.
#pragma once
#include <sys/socket.h>

#include <optional>
#include <utility>

#include "model/ip.h"

namespace muster {

class ProbeSocket {
 public:
  ProbeSocket() = default;
  // Non-blocking; check good().
  ProbeSocket(int family, int type, int protocol);
  ~ProbeSocket();
  ProbeSocket(ProbeSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ProbeSocket& operator=(ProbeSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  bool good() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  void set(int level, int option, int value) const;

 private:
  int fd_ = -1;
};

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
std::optional<SocketTrouble> take_trouble(const ProbeSocket& socket);
// Makes the kernel keep that queue.
void keep_trouble(const ProbeSocket& socket, bool v6);

}  // namespace muster
