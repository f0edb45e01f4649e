// A real sshd in a folder of its own, on a port that was free, for the user the test runs as.
#pragma once
#include <arpa/inet.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "times.h"
#include "wire/program/run.h"
#include "wire/ssh/ssh.h"

namespace muster::ssh_test {

namespace fs = std::filesystem;

inline bool without_sshd() {
  if (find_program("sshd") && find_program("ssh-keygen")) return false;
  std::cerr << "SKIPPED: sshd is not installed, so nothing is read over SSH\n";
  return true;
}

struct SshFolder {
  fs::path path;
  SshFolder() {
    std::string name = (fs::temp_directory_path() / "muster-ssh-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~SshFolder() { fs::remove_all(path); }
  SshFolder(const SshFolder&) = delete;
  SshFolder& operator=(const SshFolder&) = delete;
};

inline void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

inline std::string slurp(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

inline sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

// Bound and listening when `listening`, so that connections wait for ever; else free again.
struct Port {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int number = 0;
  explicit Port(bool listening) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    number = ntohs(address.sin_port);
    if (listening) ::listen(socket, 5);
  }
  ~Port() { ::close(socket); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
};

inline bool answers(int port) {
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const int result = ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(client);
  return result == 0;
}

struct Sshd {
  SshFolder folder;
  std::string user = ::getpwuid(::getuid())->pw_name;
  int port = 0;
  pid_t pid = 0;

  explicit Sshd(const std::string& subsystem = "internal-sftp") {
    for (const char* key : {"host", "other", "me"}) make_key(key);
    fs::copy(folder.path / "me.pub", folder.path / "authorized");
    if (::getuid() == 0) ::mkdir("/run/sshd", 0755);  // its privilege separation wants it
    for (int attempt = 0; attempt < 5 && pid == 0; ++attempt) start(subsystem);
    REQUIRE(pid != 0);
    know("host");
  }

  ~Sshd() { stop(); }

  void stop() {
    if (pid > 0) {
      ::kill(pid, SIGTERM);
      ::waitpid(pid, nullptr, 0);
    }
    pid = 0;
  }
  // With the port and keys that it had.
  void start_again() {
    run();
    REQUIRE(pid != 0);
  }

  Sshd(const Sshd&) = delete;
  Sshd& operator=(const Sshd&) = delete;

  std::string file(const std::string& name) const { return (folder.path / name).string(); }

  void make_key(const std::string& name, const std::string& type = "ed25519") const {
    SystemRunner runner{test::real_time()};
    const Output made = runner.run(
        {{"ssh-keygen", "-q", "-t", type, "-N", "", "-C", "", "-f", file(name)}, "", ""}, {});
    REQUIRE(made.code == 0);
  }

  std::string public_key(const std::string& name) const {
    std::string text = slurp(file(name + ".pub"));
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
  }

  // "SHA256:…", as ssh-keygen says it.
  std::string fingerprint(const std::string& name) const {
    SystemRunner runner{test::real_time()};
    const std::string told =
        runner.run({{"ssh-keygen", "-lf", file(name + ".pub")}, "", ""}, {}).out;
    const size_t begin = told.find("SHA256:");
    return told.substr(begin, told.find(' ', begin) - begin);
  }

  std::string known_line(const std::string& key) const {
    return "[127.0.0.1]:" + std::to_string(port) + " " + public_key(key);
  }
  void know(const std::string& key) const { write(file("known_hosts"), known_line(key) + "\n"); }

  SshServer server() const {
    SshServer place;
    place.user = user;
    place.host = "127.0.0.1";
    place.port = port;
    place.identity = file("me");
    place.known_hosts = file("known_hosts");
    return place;
  }

 private:
  void start(const std::string& subsystem) {
    port = Port(false).number;
    write(file("config"), "ListenAddress 127.0.0.1:" + std::to_string(port) + "\nHostKey " +
                              file("host") + "\nPidFile none\nAuthorizedKeysFile " +
                              file("authorized") +
                              "\nUsePAM no\nStrictModes no\nPermitRootLogin yes\n"
                              "PasswordAuthentication yes\nSubsystem sftp " +
                              subsystem + "\n");
    run();
  }

  void run() {
    const std::string program = *find_program("sshd");
    const std::string config = file("config");
    const std::string log = file("log");
    pid = ::fork();
    if (pid == 0) {
      ::execl(program.c_str(), program.c_str(), "-D", "-f", config.c_str(), "-E", log.c_str(),
              nullptr);
      ::_exit(127);
    }
    while (!answers(port)) {
      if (::waitpid(pid, nullptr, WNOHANG) == pid) {
        UNSCOPED_INFO(slurp(log));
        pid = 0;
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
};

// Reads one request up to its newline, answers, and closes: one after the other, `count` times.
struct UnixServer {
  std::string path;
  std::vector<std::string> requests;

  UnixServer(const std::string& at, std::string answer, int count = 1) : path(at) {
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    at.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::listen(socket_, 5);
    thread_ = std::thread([this, answer = std::move(answer), count] {
      for (int i = 0; i < count; ++i) serve(answer);
    });
  }
  ~UnixServer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  UnixServer(const UnixServer&) = delete;
  UnixServer& operator=(const UnixServer&) = delete;

 private:
  void serve(const std::string& answer) {
    const int client = ::accept(socket_, nullptr, nullptr);
    if (client < 0) return;
    std::string request;
    for (char byte = 0; byte != '\n' && ::read(client, &byte, 1) == 1;) request += byte;
    requests.push_back(request);
    for (size_t sent = 0; sent < answer.size();) {
      const ssize_t n = ::send(client, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) break;
      sent += static_cast<size_t>(n);
    }
    ::close(client);
  }
  int socket_ = -1;
  std::thread thread_;
};

}  // namespace muster::ssh_test
