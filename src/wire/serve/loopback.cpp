#include "wire/serve/loopback.h"

#include <fmt/core.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <sys/random.h>

#include <array>
#include <mutex>
#include <utility>

#include "core/error.h"
#include "core/hex.h"

namespace muster {
namespace {

constexpr size_t most_body = 32 << 20;  // decisions about 100,000 hosts
constexpr size_t connections = 8;
constexpr time_t patience = 5;  // seconds for a request to come

constexpr std::array<std::pair<const char*, const char*>, 6> headers{{
    {"Cache-Control", "no-store"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
}};

WebRequest request_of(const httplib::Request& from) {
  return {from.method,
          from.path,
          from.get_header_value("Host"),
          from.get_header_value("Origin"),
          from.get_header_value("Content-Type"),
          from.get_header_value("Sec-Fetch-Site"),
          from.body};
}

void put(const WebAnswer& answer, httplib::Response& into) {
  into.status = answer.status;
  for (const auto& [name, value] : headers) into.set_header(name, value);
  into.set_content(answer.body, answer.type);
}

// In a time that does not tell how much of it is right.
bool has_token(const std::string& path, const std::string& token) {
  const std::string wanted = "/" + token + "/";
  return path.size() >= wanted.size() &&
         CRYPTO_memcmp(path.data(), wanted.data(), wanted.size()) == 0;
}

}  // namespace

std::optional<WebAnswer> refusal(const WebRequest& request, const std::string& token, int port) {
  const bool here = request.host == fmt::format("127.0.0.1:{}", port) ||
                    request.host == fmt::format("localhost:{}", port);
  if (!here) return WebAnswer{.status = 403, .body = "this host is not served\n"};
  if (!has_token(request.path, token)) return WebAnswer{.status = 404, .body = "not found\n"};
  const bool alone =
      request.from.empty() || request.from == "same-origin" || request.from == "none";
  if (!alone) return WebAnswer{.status = 403, .body = "another page asked\n"};
  if (request.method == "GET") return std::nullopt;
  if (request.method != "POST") return WebAnswer{.status = 405, .body = "only GET and POST\n"};
  if (request.origin != "http://" + request.host) {
    return WebAnswer{.status = 403, .body = "another page asked\n"};
  }
  if (request.type == "application/json") return std::nullopt;
  return WebAnswer{.status = 415, .body = "only application/json\n"};
}

std::string random_token() {
  std::array<uint8_t, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw Error("the system gave no random bytes");
  }
  return to_hex(bytes);
}

struct LoopbackServer::State {
  httplib::Server server;
  std::string token = random_token();
  int port = 0;
};

LoopbackServer::LoopbackServer(int port) : state_(std::make_unique<State>()) {
  httplib::Server& server = state_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(connections); };
  server.set_payload_max_length(most_body);
  server.set_keep_alive_max_count(1);  // what was not read of a refused request is no other one
  server.set_read_timeout(patience);
  server.set_write_timeout(patience);
  const char* address = "127.0.0.1";
  if (port == 0) {
    state_->port = server.bind_to_any_port(address);
  } else if (server.bind_to_port(address, port)) {
    state_->port = port;
  }
  if (state_->port > 0) return;
  throw Error(fmt::format("port {} of 127.0.0.1 cannot be had", port))
      .mend("leave out --port, then any free one is taken");
}

LoopbackServer::~LoopbackServer() = default;

int LoopbackServer::port() const { return state_->port; }

std::string LoopbackServer::url() const {
  return fmt::format("http://127.0.0.1:{}/{}/", state_->port, state_->token);
}

void LoopbackServer::run(const std::function<WebAnswer(const WebRequest&)>& answer,
                         std::stop_token stop) {
  using Handling = httplib::Server::HandlerResponse;
  httplib::Server& server = state_->server;
  std::mutex one_at_a_time;
  server.set_pre_routing_handler([&](const httplib::Request& from, httplib::Response& to) {
    const auto refused = refusal(request_of(from), state_->token, state_->port);
    if (refused) put(*refused, to);
    return refused ? Handling::Handled : Handling::Unhandled;
  });
  const auto handle = [&](const httplib::Request& from, httplib::Response& to) {
    WebRequest request = request_of(from);
    request.path.erase(0, state_->token.size() + 2);
    const std::lock_guard lock(one_at_a_time);
    put(answer(request), to);
  };
  server.Get(".*", handle);
  server.Post(".*", handle);
  const std::stop_callback ending(stop, [&] { server.stop(); });
  if (!stop.stop_requested()) server.listen_after_bind();
}

}  // namespace muster
