// Logins that succeed without a key file: by an agent, and by a password.
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>

#include <atomic>

#include "ssh_scene.h"

using namespace muster;
using namespace muster::ssh_test;

namespace {

// A real ssh-agent that holds one key, as SSH_AUTH_SOCK for this process.
class Agent {
 public:
  explicit Agent(const Sshd& sshd) {
    const std::string program = *find_program("ssh-agent");
    const std::string socket = sshd.file("agent");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(1);
      ::execl(program.c_str(), program.c_str(), "-D", "-a", socket.c_str(), nullptr);
      ::_exit(127);
    }
    for (int i = 0; i < 500 && !fs::exists(socket); ++i) ::usleep(10'000);
    ::setenv("SSH_AUTH_SOCK", socket.c_str(), 1);
    SystemRunner runner{test::real_time()};
    REQUIRE(runner.run({{"ssh-add", "-q", sshd.file("me")}, "", ""}, {}).code == 0);
  }
  ~Agent() {
    ::unsetenv("SSH_AUTH_SOCK");
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

 private:
  pid_t pid_ = 0;
};

// libssh's own server, because sshd takes passwords of this machine's users only.
class PasswordServer {
 public:
  PasswordServer(const Sshd& sshd, int port) {
    const std::string host_key = sshd.file("host");
    ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_BINDADDR, "127.0.0.1");
    ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_BINDPORT, &port);
    ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_HOSTKEY, host_key.c_str());
    REQUIRE(ssh_bind_listen(bind_) == SSH_OK);
    thread_ = std::thread([this] { serve(); });
  }
  ~PasswordServer() {
    over_ = true;
    thread_.join();
    ssh_bind_free(bind_);
  }
  PasswordServer(const PasswordServer&) = delete;
  PasswordServer& operator=(const PasswordServer&) = delete;

 private:
  static int check(ssh_session, const char* user, const char* password, void*) {
    const bool good = std::string(user) == "muster" && std::string(password) == "swordfish-7";
    return good ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
  }

  void serve() {
    ssh_session session = ssh_new();
    ssh_server_callbacks_struct calls{};
    ssh_callbacks_init(&calls);
    calls.auth_password_function = check;
    ssh_event event = ssh_event_new();
    if (ssh_bind_accept(bind_, session) == SSH_OK) {
      ssh_set_server_callbacks(session, &calls);
      ssh_set_auth_methods(session, SSH_AUTH_METHOD_PASSWORD);
      if (ssh_handle_key_exchange(session) == SSH_OK) {
        ssh_event_add_session(event, session);
        while (!over_ && ssh_event_dopoll(event, 50) != SSH_ERROR) {
        }
      }
    }
    ssh_event_free(event);
    ssh_disconnect(session);
    ssh_free(session);
  }

  ssh_bind bind_ = ssh_bind_new();
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

std::string login_failure(const SshServer& server) {
  try {
    make_ssh(test::real_time())->log_in(server, {});
  } catch (const Error& error) {
    return error.message + ": " + error.why;
  }
  return "";
}

}  // namespace

TEST_CASE("a login goes by a key that only the agent has") {
  if (without_sshd()) return;
  const Sshd sshd;
  const Agent agent(sshd);
  SshServer server = sshd.server();
  server.identity = "";
  server.agent = true;
  CHECK(login_failure(server) == "");
  fs::copy(sshd.file("other.pub"), sshd.file("authorized"), fs::copy_options::overwrite_existing);
  CHECK(login_failure(server) ==
        "ssh " + render(server) +
            ": the login is refused: the server takes no key of the agent, or there is no agent");
}

TEST_CASE("a login goes by a password, and a wrong one is refused") {
  if (without_sshd()) return;
  const Sshd sshd;
  for (const std::string password : {"swordfish-7", "swordfish-8"}) {
    const int port = Port(false).number;
    const PasswordServer real(sshd, port);
    SshServer server = sshd.server();
    server.user = "muster";
    server.port = port;
    server.identity = "";
    server.password = Secret(password);
    write(server.known_hosts,
          "[127.0.0.1]:" + std::to_string(port) + " " + sshd.public_key("host") + "\n");
    const std::string refused =
        "ssh " + render(server) + ": the login is refused: the server does not take the password";
    CHECK(login_failure(server) == (password == "swordfish-7" ? "" : refused));
  }
}
