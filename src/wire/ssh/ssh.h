// Reading on another machine over SSH: its files by SFTP, its Unix sockets by a channel. The
// server's key must stand in the known_hosts file given; neither ~/.ssh nor an agent is asked.
#pragma once
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/clock.h"
#include "core/error.h"
#include "core/secret.h"

namespace muster {

struct SshServer {
  std::string user;
  std::string host;
  int port = 22;
  std::string identity;            // private key file; "" = by password
  Secret password;                 // with an identity: its passphrase
  std::string known_hosts;         // OpenSSH's format
  Milliseconds timeout{10'000};    // for connecting, and for each thing asked but files
  Milliseconds deadline{120'000};  // for one file
};

// "user@host", "user@host:port", "user@[2001:db8::1]:port"; nullopt: it is none of them.
std::optional<SshServer> parse_ssh_server(const std::string& text);
std::string render(const SshServer& server);  // "user@host:port", the port only where it is not 22

// A connection that is logged in. Every call is bounded in time and ends on a stop request; after
// an Error the session is of no more use.
class SshSession {
 public:
  virtual ~SshSession() = default;
  // nullopt: there is no such file. Error when it cannot be read or is larger than `most` bytes.
  virtual std::optional<std::string> read_file(const std::string& path, size_t most) = 0;
  // Sends `request` to the Unix socket at `path` there and reads until the other side closes.
  virtual std::string ask_socket(const std::string& path, const std::string& request,
                                 size_t most) = 0;
};

class Ssh {
 public:
  virtual ~Ssh() = default;
  virtual std::unique_ptr<SshSession> log_in(const SshServer& server, std::stop_token stop) = 0;
};

std::unique_ptr<Ssh> make_ssh(Clock& clock);

// Answers with an Error: for a world without SSH.
Ssh& no_ssh();

}  // namespace muster
