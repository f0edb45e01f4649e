// A switch behind a real SSH server (libssh's own), which plays a recording in its own time.
#pragma once
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "backup/recording.h"

namespace muster::test {

struct SwitchWays {
  std::string recording = {};
  std::string enable = {};
  std::string password = "loginSecret77";
  int delay_ms = 0;     // before each piece
  bool drips = false;   // says a character now and then, for ever
  long drop_after = 0;  // bytes: then the connection is gone; 0 never
};

class FakeSwitch {
 public:
  FakeSwitch(SwitchWays ways, const std::string& host_key) : ways_(std::move(ways)) {
    const int any = 0;
    ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_BINDADDR, "127.0.0.1");
    ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_BINDPORT, &any);
    ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_HOSTKEY, host_key.c_str());
    REQUIRE(ssh_bind_listen(bind_) == SSH_OK);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(ssh_bind_get_fd(bind_), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }
  ~FakeSwitch() {
    over_ = true;
    thread_.join();
    ssh_bind_free(bind_);
  }
  FakeSwitch(const FakeSwitch&) = delete;
  FakeSwitch& operator=(const FakeSwitch&) = delete;

  int port() const { return port_; }
  // What was ever typed, in all sessions.
  std::string typed() const { return typed_; }

 private:
  struct Talk {
    FakeSwitch* self = nullptr;
    ssh_channel channel = nullptr;
    std::unique_ptr<Played> played = {};
    ssh_channel_callbacks_struct calls = {};
    bool begun = false;
    std::string typed = {};
  };

  static int check(ssh_session, const char*, const char* password, void* talk) {
    const auto& ways = static_cast<Talk*>(talk)->self->ways_;
    return password == ways.password ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
  }
  static int pty(ssh_session, ssh_channel, const char*, int, int, int, int, void*) { return 0; }
  static int shell(ssh_session, ssh_channel, void* talk) {
    static_cast<Talk*>(talk)->begun = true;
    return 0;
  }
  static int data(ssh_session, ssh_channel, void* bytes, uint32_t size, int, void* talk) {
    static_cast<Talk*>(talk)->typed.append(static_cast<const char*>(bytes), size);
    static_cast<Talk*>(talk)->self->typed_.append(static_cast<const char*>(bytes), size);
    return static_cast<int>(size);
  }
  static ssh_channel open(ssh_session session, void* data_of) {
    auto& talk = *static_cast<Talk*>(data_of);
    talk.channel = ssh_channel_new(session);
    talk.calls.userdata = &talk;
    talk.calls.channel_pty_request_function = pty;
    talk.calls.channel_shell_request_function = shell;
    talk.calls.channel_data_function = data;
    ssh_callbacks_init(&talk.calls);
    ssh_set_channel_callbacks(talk.channel, &talk.calls);
    return talk.channel;
  }

  void accept_all() {
    while (!over_) {
      pollfd waiting{ssh_bind_get_fd(bind_), POLLIN, 0};
      if (::poll(&waiting, 1, 10) != 1) continue;
      ssh_session session = ssh_new();
      if (ssh_bind_accept(bind_, session) == SSH_OK) serve(session);
      ssh_disconnect(session);
      ssh_free(session);
    }
  }

  void serve(ssh_session session) {
    Talk talk{this};
    ssh_server_callbacks_struct calls{};
    calls.userdata = &talk;
    calls.auth_password_function = check;
    calls.channel_open_request_session_function = open;
    ssh_callbacks_init(&calls);
    ssh_set_server_callbacks(session, &calls);
    ssh_set_auth_methods(session, SSH_AUTH_METHOD_PASSWORD);
    ssh_set_blocking(session, 1);
    ssh_event event = ssh_event_new();
    if (ssh_handle_key_exchange(session) == SSH_OK) {
      ssh_event_add_session(event, session);
      while (!over_ && ssh_event_dopoll(event, 5) != SSH_ERROR && go_on(talk, session)) {
      }
    }
    ssh_event_free(event);
  }

  // False when the device hangs up.
  bool go_on(Talk& talk, ssh_session session) {
    if (!talk.begun) return true;
    if (!talk.played) {
      Recording recording = parse_recording(ways_.recording);
      recording.enable = ways_.enable;
      talk.played = std::make_unique<Played>(recording, false, 97);
      talk.played->shell();
    }
    if (ways_.drips) return ssh_channel_write(talk.channel, "x", 1) == 1;
    if (!talk.typed.empty()) talk.played->send(std::exchange(talk.typed, ""));
    for (auto piece = talk.played->hear(Milliseconds(0)); true;
         piece = talk.played->hear(Milliseconds(0))) {
      if (!piece) {
        ssh_channel_send_eof(talk.channel);
        ssh_channel_close(talk.channel);
        return false;
      }
      if (piece->empty()) return true;
      if (ways_.delay_ms > 0) ::usleep(static_cast<useconds_t>(ways_.delay_ms) * 1'000);
      ssh_channel_write(talk.channel, piece->data(), static_cast<uint32_t>(piece->size()));
      said_ += static_cast<long>(piece->size());
      if (ways_.drop_after > 0 && said_ >= ways_.drop_after) {
        ::shutdown(ssh_get_fd(session), SHUT_RDWR);
        return false;
      }
    }
  }

  SwitchWays ways_;
  ssh_bind bind_ = ssh_bind_new();
  int port_ = 0;
  long said_ = 0;
  std::string typed_;  // read once nobody is connected
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace muster::test
