#include "connection.h"

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace muster::lab {
namespace {

constexpr int patience = 5000;  // milliseconds for one read or write

std::string with_reason(std::string head, const std::string& reason) {
  const auto status_end = head.find(' ', head.find(' ') + 1);
  return head.replace(status_end + 1, head.find("\r\n") - status_end - 1, reason);
}

}  // namespace

Rewrite& rewrite() {
  static thread_local Rewrite current;
  return current;
}

Connection::Connection(socket_t socket, ssl_ctx_st* context) : socket_(socket) {
  if (context == nullptr) return;
  ssl_ = SSL_new(context);
  SSL_set_fd(ssl_, socket_);
  established_ = SSL_accept(ssl_) == 1;
}

Connection::~Connection() {
  if (ssl_ != nullptr) {
    if (established_) SSL_shutdown(ssl_);
    SSL_free(ssl_);
  }
  ::shutdown(socket_, SHUT_RDWR);
  ::close(socket_);
}

bool Connection::wait_for(short event, int milliseconds) const {
  pollfd waited{socket_, event, 0};
  return ::poll(&waited, 1, milliseconds) > 0;
}

bool Connection::has_request(int milliseconds) const {
  return (ssl_ != nullptr && SSL_pending(ssl_) > 0) || wait_for(POLLIN, milliseconds);
}

void Connection::expect_request() {
  head_sent_ = false;
  rewrite() = {};
}

bool Connection::is_readable() const { return has_request(patience); }

bool Connection::is_writable() const { return wait_for(POLLOUT, patience); }

ssize_t Connection::read(char* bytes, size_t size) {
  if (!is_readable()) return -1;
  if (ssl_ != nullptr) return SSL_read(ssl_, bytes, int(std::min<size_t>(size, 1 << 20)));
  return ::recv(socket_, bytes, size, 0);
}

ssize_t Connection::send_all(const char* bytes, size_t size) {
  size_t sent = 0;
  while (sent < size) {
    if (!is_writable()) return -1;
    const auto rest = std::min<size_t>(size - sent, 1 << 20);
    const ssize_t now = ssl_ != nullptr ? SSL_write(ssl_, bytes + sent, int(rest))
                                        : ::send(socket_, bytes + sent, rest, MSG_NOSIGNAL);
    if (now <= 0) return -1;
    sent += size_t(now);
  }
  return ssize_t(size);
}

// The head of an answer arrives as the first write, whole.
ssize_t Connection::write(const char* bytes, size_t size) {
  if (!head_sent_) {
    head_sent_ = true;
    if (rewrite().reason.empty()) return send_all(bytes, size);
    const auto head = with_reason(std::string(bytes, size), rewrite().reason);
    return send_all(head.data(), head.size()) < 0 ? -1 : ssize_t(size);
  }
  if (!rewrite().cut) return send_all(bytes, size);
  send_all(bytes, size / 2);
  established_ = false;
  return -1;
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = "127.0.0.1";
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  get_remote_ip_and_port(ip, port);
}

}  // namespace muster::lab
