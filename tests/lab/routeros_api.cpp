#include "routeros_api.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "connection.h"

namespace muster::lab {
namespace {

constexpr int step_ms = 50;  // milliseconds between looks whether to stop

std::shared_ptr<SSL_CTX> tls_context(const Endpoint& endpoint, bool anonymous) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (anonymous) {
    SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context.get(), "ADH:AECDH:@SECLEVEL=0");
    SSL_CTX_set_dh_auto(context.get(), 1);
    return context;
  }
  if (SSL_CTX_use_certificate_chain_file(context.get(), endpoint.cert.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), endpoint.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("cannot load " + endpoint.cert + " and " + endpoint.key);
  }
  return context;
}

}  // namespace

ApiServer::ApiServer(const RouterOs& router, const ApiTraits& traits, const Endpoint& endpoint,
                     bool tls)
    : router_(router), traits_(traits) {
  if (tls) context_ = tls_context(endpoint, traits.anonymous);
  listen(endpoint.port);
  thread_ = std::thread([this] { serve(); });
}

ApiServer::~ApiServer() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

void ApiServer::listen(int port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 64) != 0) {
    throw std::runtime_error("cannot listen on port " + std::to_string(port));
  }
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

void ApiServer::serve() {
  std::vector<std::thread> talks;
  while (!stopping_) {
    pollfd waited{listener_, POLLIN, 0};
    if (::poll(&waited, 1, step_ms) <= 0) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) talks.emplace_back([this, socket] { talk(socket); });
  }
  for (auto& one : talks) one.join();
}

void ApiServer::talk(int socket) const try {
  Connection connection(socket, context_.get());
  ApiTalk talk(router_, traits_);
  std::array<char, 65536> bytes{};
  std::size_t sent = 0;
  while (connection.established() && !stopping_ && !talk.ended()) {
    if (!connection.has_request(step_ms)) continue;
    const auto size = connection.read(bytes.data(), bytes.size());
    if (size <= 0) return;
    auto out = talk.answer({bytes.data(), std::size_t(size)});
    const bool cut = traits_.cut != 0 && sent + out.size() >= traits_.cut;
    if (cut) out.resize(traits_.cut - sent);
    if (connection.write_all(out) < 0 || cut) return;
    sent += out.size();
  }
} catch (const std::exception&) {
  // What is no sentence ends the connection.
}

}  // namespace muster::lab
