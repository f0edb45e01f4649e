#include "wire/stream/socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/text.h"

namespace muster {
namespace {

constexpr Milliseconds kSlice{100};  // how often a wait looks whether to stop

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolve(const StreamEndpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const std::string port = std::to_string(endpoint.port);
  const int code = getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &list);
  if (code == 0) return Addresses(list);
  throw Error("connecting to " + render(endpoint) + " failed: the name does not resolve")
      .because(lower(gai_strerror(code)))
      .mend("see whether it is right");
}

}  // namespace

Socket::Socket(const StreamEndpoint& endpoint, std::stop_token stop)
    : endpoint_(endpoint),
      stop_(std::move(stop)),
      end_(std::chrono::steady_clock::now() + endpoint.deadline) {
  try {
    endpoint.path.empty() ? connect_tcp() : connect_unix();
  } catch (...) {
    if (socket_ >= 0) close(socket_);
    throw;
  }
}

Socket::~Socket() { close(socket_); }

bool Socket::wait(short events, Moment until) {
  while (true) {
    if (stop_.stop_requested()) {
      throw Error("talking to " + render(endpoint_) + " failed: stopped", Exit::interrupted);
    }
    const auto left = std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now());
    if (left <= Milliseconds(0)) return false;
    pollfd one{socket_, events, 0};
    const int ready = poll(&one, 1, static_cast<int>(std::min(left, kSlice).count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) throw refusal(errno);
  }
}

void Socket::wait(short events) {
  const Milliseconds patience =
      hurried_ ? std::min(endpoint_.connect_timeout, endpoint_.timeout) : endpoint_.timeout;
  const Moment one = std::chrono::steady_clock::now() + patience;
  if (wait(events, std::min(one, end_))) return;
  if (one <= end_) {
    throw Error(render(endpoint_) + " fell silent: nothing within " + render_duration(patience))
        .mend("see what keeps it busy, or allow more time");
  }
  throw Error(render(endpoint_) + " took too long: more than " +
              render_duration(endpoint_.deadline))
      .mend("see what keeps it busy, or allow more time");
}

Error Socket::refusal(int error) const {
  Error refused("connecting to " + render(endpoint_) + " failed: " + lower(std::strerror(error)));
  if (!endpoint_.path.empty()) {
    return std::move(refused).mend("see whether the service is up and the path is its socket");
  }
  return std::move(refused).mend(
      "see whether the address and the port are right and the service is up");
}

int Socket::try_connect(int family, const void* address, unsigned size) {
  if (socket_ >= 0) close(socket_);
  socket_ = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return errno;
  if (connect(socket_, static_cast<const sockaddr*>(address), size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  const Moment until = std::chrono::steady_clock::now() + endpoint_.connect_timeout;
  if (!wait(POLLOUT, std::min(until, end_))) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

void Socket::connect_unix() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (endpoint_.path.size() >= sizeof address.sun_path) throw refusal(ENAMETOOLONG);
  std::memcpy(address.sun_path, endpoint_.path.data(), endpoint_.path.size());
  if (const int error = try_connect(AF_UNIX, &address, sizeof address); error != 0) {
    throw refusal(error);
  }
}

void Socket::connect_tcp() {
  const Addresses list = resolve(endpoint_);
  int error = EADDRNOTAVAIL;
  for (const addrinfo* one = list.get(); one != nullptr; one = one->ai_next) {
    error = try_connect(one->ai_family, one->ai_addr, one->ai_addrlen);
    if (error == 0) break;
  }
  if (error == ETIMEDOUT) {
    throw Error("connecting to " + render(endpoint_) + " failed: no connection within " +
                render_duration(endpoint_.connect_timeout))
        .mend("see whether the address is right and no firewall is in between");
  }
  if (error != 0) throw refusal(error);
  const int yes = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

std::string Socket::read(size_t most) {
  std::string bytes(most, '\0');
  while (true) {
    wait(POLLIN);
    const ssize_t size = recv(socket_, bytes.data(), bytes.size(), 0);
    if (size >= 0) {
      bytes.resize(static_cast<size_t>(size));
      return bytes;
    }
    if (errno == EAGAIN || errno == EINTR) continue;
    throw Error("reading from " + render(endpoint_) + " failed: " + lower(std::strerror(errno)));
  }
}

void Socket::write(std::string_view bytes) {
  while (!bytes.empty()) {
    wait(POLLOUT);
    const ssize_t size = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size >= 0) {
      bytes.remove_prefix(static_cast<size_t>(size));
    } else if (errno != EAGAIN && errno != EINTR) {
      throw Error("writing to " + render(endpoint_) + " failed: " + lower(std::strerror(errno)));
    }
  }
}

}  // namespace muster
