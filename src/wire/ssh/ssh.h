// Another machine over SSH: its files by SFTP, its Unix sockets by a channel, its programs. The
// server's key must stand in the known_hosts file given or be pinned; ~/.ssh is never asked, an
// agent only where it is named.
#pragma once
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/secret.h"
#include "wire/program/run.h"

namespace muster {

struct SshServer {
  std::string user;
  std::string host;
  int port = 22;
  std::string identity;                // private key file; "" = by password
  Secret password;                     // with an identity: its passphrase
  bool agent = false;                  // log in by a key of the agent at SSH_AUTH_SOCK
  std::string known_hosts;             // OpenSSH's format
  std::vector<std::string> host_keys;  // "SHA256:…", pinned: known_hosts is not read
  int attempts = 1;                    // to connect, before it is given up
  Milliseconds timeout{10'000};        // for connecting, and for each thing asked but files
  Milliseconds deadline{120'000};      // for one file; for a terminal, all that is done on it
  bool legacy = false;                 // also algorithms that are broken, as old devices have them
  std::string jump;                    // user@host[:port] to go through, by the ssh program
};

// Why there is no login, so that people can be told what to do.
enum class SshFailure {
  other,
  unreachable,
  algorithms,   // none in common
  key_unknown,  // `line` is what known_hosts would need
  key_changed,
  refused,      // the login
  more_wanted,  // the login was taken, and a second factor is asked for
  late,         // past the deadline
};
struct SshError : Error {
  SshError(SshFailure kind, Error error) : Error(std::move(error)), failure(kind) {}
  SshFailure failure;
  std::string line;
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
  // The names in a folder; none when there is no such folder.
  virtual std::vector<std::string> list(const std::string& folder) = 0;
  // The path without links, or `path` when it does not lead anywhere.
  virtual std::string canonical(const std::string& path) = 0;
};

// One that may also change things there.
class SshShell : public SshSession {
 public:
  // A file on disk, readable by all, under a name that is free or becomes so.
  virtual void write_file(const std::string& path, std::string_view text) = 0;
  virtual void remove(const std::string& path) = 0;
  // Runs a program with the file `input` there as its standard input, "" none. Error when a word
  // has a character that a shell could take for something else.
  virtual Output run(const std::vector<std::string>& argv, const std::string& input) = 0;
};

// A device that was logged in to: a shell on a wide terminal, or programs one after the other.
class SshTerminal {
 public:
  virtual ~SshTerminal() = default;
  virtual std::string banner() const = 0;  // the server's software, "SSH-2.0-…"
  virtual void shell() = 0;
  virtual void run(const std::string& command) = 0;
  // Both are of what was begun last. Error past the server's deadline and on a stop request.
  virtual void send(std::string_view bytes) = 0;
  // What came within `most`; "" is silence, nullopt the end.
  virtual std::optional<std::string> hear(Milliseconds most) = 0;
};

class SshReader {
 public:
  virtual ~SshReader() = default;
  virtual std::unique_ptr<SshSession> log_in(const SshServer& server, std::stop_token stop) = 0;
};

class Ssh : public SshReader {
 public:
  virtual std::unique_ptr<SshShell> log_in_to_write(const SshServer& server,
                                                    std::stop_token stop) = 0;
  // SshError where it is known why there is none.
  virtual std::unique_ptr<SshTerminal> open_terminal(const SshServer& server, std::stop_token stop);
};

std::unique_ptr<Ssh> make_ssh(Clock& clock);

// Answers with an Error: for a world without SSH.
Ssh& no_ssh();

}  // namespace muster
