// A small HTTP server on loopback, a clock that does not wait, and certificates made on the spot.
#pragma once
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "wire/http/http.h"

namespace muster::test {

struct StillClock : Clock {
  Time time{Seconds(1'790'000'000)};  // 2026-09-21T14:13:20Z, a Monday
  std::mutex mutex;
  std::vector<Milliseconds> slept;
  Time now() const override { return time; }
  void sleep(Milliseconds duration, std::stop_token) override {
    const std::lock_guard guard(mutex);
    slept.push_back(duration);
  }
};

template <class ServerKind>
class Serving {
 public:
  template <class... Args>
  explicit Serving(Args&&... args) : server(std::forward<Args>(args)...) {
    port_ = server.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::yield();
  }
  ~Serving() {
    server.stop();
    thread_.join();
  }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

  ServerKind server;

 private:
  int port_ = 0;
  std::thread thread_;
};

// Answers each GET and keeps the connection; takes each POST, and hangs up without a word.
class HangsUp {
 public:
  HangsUp() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 8) != 0)
      throw std::runtime_error("no socket to listen on");
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~HangsUp() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    close(listener_);
    thread_.join();
    for (std::thread& each : talks_) each.join();
  }

  std::string url;
  std::atomic<int> posts = 0;

 private:
  void serve() {
    while (!stopping_) {
      const int peer = accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      talks_.emplace_back([this, peer] { talk(peer); });
    }
  }

  void talk(int peer) {
    char buffer[4096];
    for (ssize_t got = recv(peer, buffer, sizeof buffer, 0); got > 0;
         got = recv(peer, buffer, sizeof buffer, 0)) {
      if (std::string_view(buffer, static_cast<size_t>(got)).starts_with("POST")) {
        ++posts;
        break;
      }
      const std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
      send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    close(peer);
  }

  int listener_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  std::vector<std::thread> talks_;
};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

inline std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) text += static_cast<char>(c);
  pclose(pipe);
  return text;
}

// A self-signed certificate for 127.0.0.1, by the openssl program.
struct TestCertificate {
  Folder folder;
  std::string cert = folder.path + "/cert.pem";
  std::string key = folder.path + "/key.pem";
  std::string fingerprint;

  TestCertificate() {
    output_of(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=test -addext subjectAltName=IP:127.0.0.1 -keyout " +
        key + " -out " + cert);
    const std::string told = output_of("openssl x509 -noout -fingerprint -sha256 -in " + cert);
    fingerprint = told.substr(told.find('=') + 1);
    while (!fingerprint.empty() && fingerprint.back() == '\n') fingerprint.pop_back();
  }
};

}  // namespace muster::test
