#include "wire/stream/socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/handle.h"
#include "core/text.h"
#include "wire/socket.h"

namespace muster {
namespace {

using Addresses = Handle<addrinfo, freeaddrinfo>;

Addresses resolve(const StreamEndpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  Addresses list;
  const std::string port = std::to_string(endpoint.port);
  const int code = getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, Out(list));
  if (code == 0) return list;
  throw Error("connecting to " + render(endpoint) + " failed: the name does not resolve")
      .because(lower(gai_strerror(code)))
      .mend("see whether it is right");
}

}  // namespace

Socket::Socket(const StreamEndpoint& endpoint, Clock& clock, std::stop_token stop)
    : endpoint_(endpoint),
      waiting_(clock, std::move(stop)),
      end_(waiting_.now() + endpoint.deadline) {
  endpoint.path.empty() ? connect_tcp() : connect_unix();
}

bool Socket::wait(short events, Instant until) {
  if (waiting_.wait(socket_.get(), events, until)) return true;
  if (!waiting_.stopped()) return false;
  throw Error("talking to " + render(endpoint_) + " failed: stopped", Exit::interrupted);
}

void Socket::wait(short events) {
  const Milliseconds patience =
      hurried_ ? std::min(endpoint_.connect_timeout, endpoint_.timeout) : endpoint_.timeout;
  const Instant one = waiting_.now() + patience;
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
  socket_ = open_socket(family, SOCK_STREAM);
  if (!socket_) return errno;
  if (connect(socket_.get(), static_cast<const sockaddr*>(address), size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  const Instant until = waiting_.now() + endpoint_.connect_timeout;
  if (!wait(POLLOUT, std::min(until, end_))) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
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
  set_option(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
}

std::string Socket::read(size_t most) {
  std::string bytes(most, '\0');
  while (true) {
    wait(POLLIN);
    const ssize_t size = recv(socket_.get(), bytes.data(), bytes.size(), 0);
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
    const ssize_t size = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size >= 0) {
      bytes.remove_prefix(static_cast<size_t>(size));
    } else if (errno != EAGAIN && errno != EINTR) {
      throw Error("writing to " + render(endpoint_) + " failed: " + lower(std::strerror(errno)));
    }
  }
}

}  // namespace muster
