#include "server.h"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "connection.h"
#include "request_log.h"

namespace muster::lab {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr int threads = 48;  // a kept-alive connection occupies one
constexpr auto keep_alive = 5000ms;
constexpr auto slice = 50ms;  // how often a waiting thread looks whether to stop

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

Context tls_context(const Endpoint& endpoint) {
  if (endpoint.cert.empty()) return {nullptr, SSL_CTX_free};
  Context context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (SSL_CTX_use_certificate_chain_file(context.get(), endpoint.cert.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), endpoint.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("cannot load " + endpoint.cert + " and " + endpoint.key);
  }
  return context;
}

Answer faulty_answer(const Fault& fault) {
  Answer answer;
  if (!fault.redirect.empty()) {
    answer.status = 302;
    answer.headers.emplace("Location", fault.redirect);
    return answer;
  }
  if (fault.page) {
    answer.body = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n";
    answer.type = "text/html";
    return answer;
  }
  answer.status = fault.status;
  const json body = {{"data", nullptr}, {"error", fault.status}, {"message", "injected fault"}};
  answer.body = body.dump();
  return answer;
}

// The library decides by content length or by provider; a provider without a length is chunked.
void send_padded(httplib::Response& response, const Answer& answer, std::size_t size) {
  response.set_chunked_content_provider(
      answer.type, [body = answer.body, size](std::size_t offset, httplib::DataSink& sink) {
        constexpr std::size_t chunk_bytes = 65536;
        if (offset == 0 && !sink.write(body.data(), body.size())) return false;
        const auto sent = offset == 0 ? body.size() : offset;
        const auto rest = sent >= size ? 0 : std::min(size - sent, chunk_bytes);
        if (rest == 0) {
          sink.done();
          return true;
        }
        const std::string blanks(rest, ' ');
        return sink.write(blanks.data(), blanks.size());
      });
}

void send(httplib::Response& response, Answer answer, const std::vector<const Fault*>& faults) {
  rewrite().reason = answer.reason;
  response.status = answer.status;
  response.headers.insert(answer.headers.begin(), answer.headers.end());
  const Fault* padded = nullptr;
  for (const auto* fault : faults) {
    if (fault->cut) rewrite().cut = true;
    if (fault->retry_after) response.set_header("Retry-After", std::to_string(*fault->retry_after));
    if (fault->truncate) answer.body.resize(std::min(answer.body.size(), *fault->truncate));
    if (fault->oversize) padded = fault;
  }
  if (padded != nullptr) return send_padded(response, answer, *padded->oversize);
  response.set_content(answer.body, answer.type);
}

void set_reuse_address(socket_t socket) {
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

}  // namespace

class Server::Core : public httplib::Server {
 public:
  Core(const Endpoint& endpoint, Application application)
      : context_(tls_context(endpoint)),
        application_(std::move(application)),
        faults_(endpoint.faults) {
    new_task_queue = [] { return new httplib::ThreadPool(threads); };
    set_tcp_nodelay(true);
    set_socket_options(set_reuse_address);
    route();
    bind(endpoint.port);
    listener_ = std::thread([this] { listen_after_bind(); });
    while (!is_running()) std::this_thread::sleep_for(1ms);
  }

  ~Core() override {
    stopping_ = true;
    stop();
    listener_.join();
  }

  std::string url() const {
    return (context_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
  }

 private:
  void bind(int port) {
    port_ = port == 0 ? bind_to_any_port("127.0.0.1") : port;
    if (port == 0 ? port_ > 0 : bind_to_port("127.0.0.1", port)) return;
    throw std::runtime_error("cannot listen on port " + std::to_string(port));
  }

  void route() {
    const auto all = [this](const httplib::Request& request, httplib::Response& response) {
      respond(request, response);
    };
    Get(".*", all).Post(".*", all).Put(".*", all).Patch(".*", all).Delete(".*", all);
    Options(".*", all);
    // Without a length the library would wait for the connection to end.
    set_pre_routing_handler([this](const auto& request, auto& response) {
      const bool has_body =
          request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
      if (request.method == "GET" || has_body) return HandlerResponse::Unhandled;
      respond(request, response);
      return HandlerResponse::Handled;
    });
  }

  void respond(const httplib::Request& request, httplib::Response& response) {
    if (request.path == "/lab/log") return send(response, {.body = log_.render()}, {});
    const auto number = log_.open(request);
    const auto struck = faults_for(number, request.path);
    Answer answer = obey(struck, request);
    log_.close(number, answer.status, answer.refused_write);
    send(response, std::move(answer), struck);
  }

  std::vector<const Fault*> faults_for(unsigned number, const std::string& path) const {
    std::vector<const Fault*> struck;
    for (const auto& fault : faults_) {
      if (fault.strikes(number, path)) struck.push_back(&fault);
    }
    return struck;
  }

  Answer obey(const std::vector<const Fault*>& struck, const httplib::Request& request) {
    for (const auto* fault : struck) {
      pause(fault->slow);
      if (fault->status != 0 || fault->page || !fault->redirect.empty())
        return faulty_answer(*fault);
    }
    Answer answer = application_(request);
    pause(answer.delay);
    return answer;
  }

  void pause(std::chrono::milliseconds time) const {
    for (auto left = time; left > 0ms && !stopping_; left -= slice) {
      std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(left, slice));
    }
  }

  bool wait_for_request(const Connection& connection) const {
    for (auto left = std::chrono::milliseconds(keep_alive); left > 0ms && !stopping_;
         left -= slice) {
      if (connection.has_request(int(std::chrono::milliseconds(slice).count()))) return true;
    }
    return false;
  }

  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, context_.get());
    bool closed = !connection.established();
    while (!closed && wait_for_request(connection)) {
      connection.expect_request();
      if (!process_request(connection, false, closed, nullptr)) break;
    }
    return true;
  }

  Context context_;
  Application application_;
  std::vector<Fault> faults_;
  RequestLog log_;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread listener_;
};

Server::Server(const Endpoint& endpoint, Application application)
    : core_(std::make_unique<Core>(endpoint, std::move(application))) {}

Server::~Server() = default;

std::string Server::url() const { return core_->url(); }

}  // namespace muster::lab
