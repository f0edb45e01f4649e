#include "wire/stream/stream.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <functional>

#include "core/text.h"
#include "http_scene.h"
#include "times.h"

using namespace muster;
using namespace muster::test;

namespace {

using Talk = std::function<void(int socket)>;

// Takes one connection, on a free port of loopback or on a Unix socket, and talks.
class Peer {
 public:
  explicit Peer(Talk talk, const std::string& path = "") {
    listener_ = socket(path.empty() ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
    path.empty() ? bind_port() : bind_path(path);
    ::listen(listener_, 1);
    thread_ = std::thread([this, talk = std::move(talk)] {
      const int one = ::accept(listener_, nullptr, nullptr);
      if (one < 0) return;
      talking_ = one;
      talk(one);
    });
  }
  ~Peer() {
    ::shutdown(listener_, SHUT_RDWR);
    if (const int one = talking_; one >= 0) ::shutdown(one, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    if (talking_ >= 0) ::close(talking_);
  }
  int port = 0;

 private:
  void bind_port() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
  }
  void bind_path(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }

  int listener_ = -1;
  std::atomic<int> talking_ = -1;
  std::thread thread_;
};

std::string receive(int from) {
  std::string bytes(4096, '\0');
  const ssize_t size = ::recv(from, bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return bytes;
}

void echo(int socket) {
  for (std::string bytes = receive(socket); !bytes.empty(); bytes = receive(socket)) {
    ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
}

// TLS with a certificate, or without one and so with anonymous key exchange only.
Talk over_tls(const TestCertificate* certificate) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes with write()
  return [certificate](int socket) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    if (certificate != nullptr) {
      SSL_CTX_use_certificate_chain_file(context, certificate->cert.c_str());
      SSL_CTX_use_PrivateKey_file(context, certificate->key.c_str(), SSL_FILETYPE_PEM);
    } else {
      SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
      SSL_CTX_set_cipher_list(context, "AECDH:ADH:@SECLEVEL=0");
      SSL_CTX_set_dh_auto(context, 1);
    }
    SSL* session = SSL_new(context);
    SSL_set_fd(session, socket);
    std::string bytes(4096, '\0');
    if (SSL_accept(session) == 1) {
      for (int size = 0; (size = SSL_read(session, bytes.data(), int(bytes.size()))) > 0;) {
        SSL_write(session, bytes.data(), size);
      }
    }
    SSL_free(session);
    SSL_CTX_free(context);
  };
}

StreamEndpoint endpoint_of(const Peer& peer) {
  StreamEndpoint endpoint;
  endpoint.host = "127.0.0.1";
  endpoint.port = peer.port;
  return endpoint;
}

std::string answer_to(Stream& stream, const std::string& text) {
  stream.write(text);
  std::string back;
  while (back.size() < text.size()) {
    const std::string part = stream.read(text.size() - back.size());
    if (part.empty()) break;
    back += part;
  }
  return back;
}

Error error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  return Error("no error");
}

std::string refusal(const StreamEndpoint& endpoint) {
  return render(error_of([&] { make_streams(real_time())->open(endpoint, {}); }));
}

}  // namespace

TEST_CASE("what goes into a TCP stream comes out at the other side, and back") {
  const Peer peer(echo);
  const auto stream = make_streams(real_time())->open(endpoint_of(peer), {});
  CHECK(answer_to(*stream, "hello") == "hello");
  const std::string large(3'000'000, 'x');
  std::thread writer([&] { stream->write(large); });
  size_t back = 0;
  while (back < large.size()) back += stream->read(1 << 16).size();
  writer.join();
  CHECK(back == large.size());
}

TEST_CASE("a Unix socket is a stream, and its end is an empty read") {
  const Folder folder;
  StreamEndpoint endpoint;
  endpoint.path = folder.path + "/ctrl";
  const Peer peer(
      [](int socket) {
        const std::string bytes = receive(socket) + "!";
        ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        ::shutdown(socket, SHUT_RDWR);
      },
      endpoint.path);
  const auto stream = make_streams(real_time())->open(endpoint, {});
  stream->write("lease4-get-all");
  CHECK(stream->read(100) == "lease4-get-all!");
  CHECK(stream->read(100).empty());
}

TEST_CASE("what is not there is named") {
  StreamEndpoint endpoint;
  {
    const Peer gone(echo);
    endpoint = endpoint_of(gone);
    make_streams(real_time())->open(endpoint, {});
  }
  const std::string at = "127.0.0.1:" + std::to_string(endpoint.port);
  CHECK(refusal(endpoint) ==
        "error: connecting to " + at +
            " failed: connection refused\n"
            "  fix: see whether the address and the port are right and the service is up\n");
  endpoint.path = "/nonexistent/ctrl";
  CHECK(refusal(endpoint) ==
        "error: connecting to /nonexistent/ctrl failed: no such file or directory\n"
        "  fix: see whether the service is up and the path is its socket\n");
  endpoint.path = "/" + std::string(200, 'x');
  CHECK(refusal(endpoint).find("failed: file name too long\n") != std::string::npos);
  endpoint.path.clear();
  endpoint.host = "nowhere.invalid";
  CHECK(refusal(endpoint).find(" failed: the name does not resolve\n") != std::string::npos);
  CHECK_THROWS_WITH(no_streams().open(endpoint, {}),
                    "connecting to nowhere.invalid:" + std::to_string(endpoint.port) +
                        " failed: there is no network here");
  endpoint.host = "2001:db8::1";
  endpoint.port = 8729;
  CHECK(render(endpoint) == "[2001:db8::1]:8729");
}

TEST_CASE("a silent peer and one that takes nothing end in their time") {
  const Peer peer([](int socket) {
    pollfd gone{socket, POLLRDHUP, 0};
    ::poll(&gone, 1, 10'000);
  });
  StreamEndpoint endpoint = endpoint_of(peer);
  endpoint.timeout = Seconds(3'600);
  endpoint.deadline = Seconds(36'000);
  JumpingClock clock;
  const std::string at = "127.0.0.1:" + std::to_string(endpoint.port);
  SECTION("a read has its time-out") {
    const auto stream = make_streams(clock)->open(endpoint, {});
    CHECK(render(error_of([&] { stream->read(1); })) ==
          "error: " + at +
              " fell silent: nothing within 3600 s\n"
              "  fix: see what keeps it busy, or allow more time\n");
  }
  SECTION("a write has its time-out") {
    const auto stream = make_streams(clock)->open(endpoint, {});
    const std::string much(64 << 20, 'x');
    CHECK(error_of([&] { stream->write(much); }).message ==
          at + " fell silent: nothing within 3600 s");
  }
  SECTION("the whole has its deadline") {
    endpoint.deadline = Seconds(1'800);
    const auto stream = make_streams(clock)->open(endpoint, {});
    CHECK(error_of([&] { stream->read(1); }).message == at + " took too long: more than 1800 s");
  }
  SECTION("a stop request ends a wait") {
    std::stop_source stop;
    const auto stream = make_streams(real_time())->open(endpoint, stop.get_token());
    stop.request_stop();
    const Error error = error_of([&] { stream->read(1); });
    CHECK(error.message == "talking to " + at + " failed: stopped");
    CHECK(error.exit == Exit::interrupted);
  }
}

TEST_CASE("a TLS stream is trusted by ca_file or by the fingerprint of the certificate") {
  const TestCertificate certificate;
  const TestCertificate other;
  const Peer peer(over_tls(&certificate));
  StreamEndpoint endpoint = endpoint_of(peer);
  endpoint.tls = true;
  const std::string what =
      "error: connecting to 127.0.0.1:" + std::to_string(peer.port) + " failed: ";
  SECTION("its authority") {
    endpoint.ca_file = certificate.cert;
    const auto stream = make_streams(real_time())->open(endpoint, {});
    const std::string text(100'000, 'x');
    CHECK(answer_to(*stream, text.substr(0, 5)) == "xxxxx");
    CHECK(answer_to(*stream, text) == text);
  }
  SECTION("its fingerprint") {
    endpoint.fingerprint = lower(certificate.fingerprint);
    CHECK(answer_to(*make_streams(real_time())->open(endpoint, {}), "hello") == "hello");
  }
  SECTION("another fingerprint") {
    endpoint.fingerprint = other.fingerprint;
    CHECK(refusal(endpoint) ==
          what + "the certificate is not the pinned one\n  why: its SHA-256 fingerprint is " +
              certificate.fingerprint +
              "\n  fix: when the certificate was renewed on purpose, set fingerprint to that"
              " value\n");
  }
  SECTION("another authority") {
    endpoint.ca_file = other.cert;
    CHECK(refusal(endpoint).starts_with(what + "TLS failed\n  why: self"));
  }
  SECTION("the system's authorities") {
    CHECK(refusal(endpoint).starts_with(what + "TLS failed\n  why: self"));
  }
  SECTION("a name that it does not bear") {
    endpoint.ca_file = certificate.cert;
    endpoint.host = "localhost";
    CHECK(refusal(endpoint).find("hostname mismatch") != std::string::npos);
  }
  SECTION("a file that is none") {
    endpoint.ca_file = certificate.folder.path + "/none";
    CHECK(refusal(endpoint).starts_with(what +
                                        "the file of certificates cannot be used\n  why: no such"));
  }
}

TEST_CASE("a service without a certificate is refused, and what to do is said") {
  const Peer peer(over_tls(nullptr));
  StreamEndpoint endpoint = endpoint_of(peer);
  endpoint.tls = true;
  CHECK(refusal(endpoint) ==
        "error: connecting to 127.0.0.1:" + std::to_string(peer.port) +
            " failed: it agrees to no cipher that comes with a certificate\n"
            "  why: a service without a certificate offers anonymous key exchange only, which"
            " whoever stands in between can answer\n"
            "  fix: give the service a certificate\n");
}

TEST_CASE("what speaks no TLS is no TLS stream") {
  StreamEndpoint endpoint;
  SECTION("it answers with something else") {
    const Peer peer(echo);
    endpoint = endpoint_of(peer);
    endpoint.tls = true;
    CHECK(refusal(endpoint).find("TLS failed\n") != std::string::npos);
  }
  SECTION("it closes") {
    const Peer peer([](int socket) {
      receive(socket);
      ::shutdown(socket, SHUT_RDWR);
    });
    endpoint = endpoint_of(peer);
    endpoint.tls = true;
    CHECK(refusal(endpoint).find("failed: it closed while TLS was agreed on\n") !=
          std::string::npos);
  }
  SECTION("it says nothing") {
    const Peer peer([](int socket) {
      while (!receive(socket).empty()) continue;
    });
    endpoint = endpoint_of(peer);
    endpoint.tls = true;
    endpoint.connect_timeout = Milliseconds(50);
    CHECK(refusal(endpoint).find(" fell silent: nothing within 50 ms\n") != std::string::npos);
  }
}
