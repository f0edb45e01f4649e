// A connection whose server was known and took the login. Internal to wire/ssh.
#pragma once
#include <libssh/libssh.h>

#include <functional>

#include "core/handle.h"
#include "wire/echo.h"
#include "wire/ssh/ssh.h"
#include "wire/wait.h"

namespace muster {

// No connection came about; another one may.
struct NoConnection : SshError {
  explicit NoConnection(Error error) : SshError(SshFailure::unreachable, std::move(error)) {}
};

class SshLogin {
 public:
  SshLogin(const SshServer& server, Clock& clock, std::stop_token stop);
  ~SshLogin();
  SshLogin(const SshLogin&) = delete;
  SshLogin& operator=(const SshLogin&) = delete;

  const SshServer& server() const { return server_; }
  ssh_session_struct* session() const { return session_.get(); }
  Clock& clock() const { return clock_; }
  Error failure(const std::string& what, const std::string& why) const;
  std::string reason() const;                                       // libssh's last sentence
  Echoes echoes() const { return Echoes({&server_.password, 1}); }  // to take out of what it says

  // Most calls of libssh wait for ever: when the time is over or a stop is asked for, the
  // connection is shut down under them.
  void guarded(const std::string& doing, Milliseconds most, const std::function<void()>& work);

 private:
  void set(ssh_options_e option, const void* value);
  void set_options();
  void set_legacy();
  void set_jump();
  [[noreturn]] void not_connected() const;
  void connect();
  void wait_for_socket(Waiting& waiting, Instant until) const;
  void check_key();
  void refuse_revoked(const std::string& shown) const;
  void check_pins(const std::string& key, const std::string& hash) const;
  std::string key_hash(std::string& kind) const;
  std::string known_hosts_line() const;
  void log_in();
  int authenticate();
  int by_key();
  int by_password();
  int by_dialogue(const std::string& password);
  SshError refusal() const;

  SshServer server_;
  Clock& clock_;
  std::stop_token stop_;
  Handle<ssh_session_struct, ssh_free> session_{ssh_new()};
};

}  // namespace muster
