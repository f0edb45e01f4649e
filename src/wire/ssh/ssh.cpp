#include "wire/ssh/ssh.h"

#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>

#include "core/handle.h"
#include "core/pool.h"
#include "core/text.h"
#include "wire/wait.h"

namespace muster {
namespace {

constexpr uint32_t kChunk = 32'768;  // what every server must be able to send at once
constexpr size_t kInFlight = 16;
constexpr Milliseconds kTurn{50};  // libssh may have to go on without news from the socket

using Session = Handle<ssh_session_struct, ssh_free>;
using Channel = Handle<ssh_channel_struct, ssh_channel_free>;
using Key = Handle<ssh_key_struct, ssh_key_free>;
using Sftp = Handle<sftp_session_struct, sftp_free>;
using File = Handle<sftp_file_struct, sftp_close>;
using Attributes = Handle<sftp_attributes_struct, sftp_attributes_free>;
using Chars = Handle<char, ssh_string_free_char>;

// Without it OpenSSL asks for a missing passphrase on the terminal.
int no_passphrase(const char*, char*, size_t, int, int, void*) { return -1; }

Key read_key(const SshServer& server) {
  Key key;
  const std::string& passphrase = server.password.reveal();
  const int result = ssh_pki_import_privkey_file(server.identity.c_str(),
                                                 passphrase.empty() ? nullptr : passphrase.c_str(),
                                                 no_passphrase, nullptr, Out(key));
  if (result == SSH_OK) return key;
  if (result == SSH_EOF) {
    throw Error("cannot read the private key " + server.identity)
        .mend("name a private key file that can be read as identity");
  }
  throw Error("cannot use the private key " + server.identity)
      .because("it is no private key, or its passphrase is missing or wrong")
      .mend("name a private key as identity, and its passphrase, if any, as password");
}

class Connection : public SshSession {
 public:
  Connection(const SshServer& server, Clock& clock, std::stop_token stop)
      : server_(server), clock_(clock), stop_(std::move(stop)) {
    connect();
    check_key();
    log_in();
  }

  ~Connection() override {
    ssh_set_blocking(session_.get(), 0);
    ssh_disconnect(session_.get());
  }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::optional<std::string> read_file(const std::string& path, size_t most) override {
    std::optional<std::string> text;
    guarded("reading " + path, server_.deadline, [&] { text = read_by_sftp(path, most); });
    return text;
  }

  std::string ask_socket(const std::string& path, const std::string& request,
                         size_t most) override {
    std::string answer;
    guarded("asking " + path, server_.timeout, [&] { answer = exchange(path, request, most); });
    return answer;
  }

 private:
  Error failure(const std::string& what, const std::string& why) const {
    return Error("ssh " + render(server_) + ": " + what).because(why);
  }
  std::string reason() const { return clean(ssh_get_error(session_.get())); }

  // SFTP calls of libssh wait for ever: when the time is over or a stop is asked for, the
  // connection is shut down under them.
  void guarded(const std::string& doing, Milliseconds most, const std::function<void()>& work) {
    const int socket = ssh_get_fd(session_.get());
    switch (with_deadline(clock_, most, stop_, work, [&] { ::shutdown(socket, SHUT_RDWR); })) {
      case Ending::done:
        return;
      case Ending::late:
        throw failure(doing + " was ended", "it took longer than " + render_duration(most));
      case Ending::stopped:
        throw failure(doing + " was ended", "the run was stopped");
    }
  }

  void set(ssh_options_e option, const void* value) {
    if (ssh_options_set(session_.get(), option, value) != SSH_OK) {
      throw failure("cannot connect", reason());
    }
  }

  void set_options() {
    const int no = 0;
    const int yes = 1;
    set(SSH_OPTIONS_PROCESS_CONFIG, &no);
    set(SSH_OPTIONS_HOST, server_.host.c_str());
    set(SSH_OPTIONS_PORT, &server_.port);
    set(SSH_OPTIONS_USER, server_.user.c_str());
    set(SSH_OPTIONS_KNOWNHOSTS, server_.known_hosts.c_str());
    set(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    set(SSH_OPTIONS_NODELAY, &yes);
    const long seconds = std::max<long>(1, server_.timeout.count() / 1000);
    set(SSH_OPTIONS_TIMEOUT, &seconds);
  }

  void connect() {
    if (!session_) throw Error("out of memory");
    if (server_.known_hosts.empty()) {
      throw failure("the host key cannot be checked", "no known_hosts file is named")
          .mend("set known_hosts to a file that has the server's key");
    }
    set_options();
    ssh_set_blocking(session_.get(), 0);
    Waiting waiting(clock_, stop_);
    const Instant end = waiting.now() + server_.timeout;
    int state = ssh_connect(session_.get());
    for (; state == SSH_AGAIN; state = ssh_connect(session_.get())) {
      wait_for_socket(waiting, std::min(end, waiting.now() + kTurn));
      if (waiting.stopped()) throw failure("cannot connect", "the run was stopped");
      if (waiting.now() >= end) {
        throw failure("cannot connect", "no connection within " + render_duration(server_.timeout))
            .mend("check the address and port, and that the SSH server runs");
      }
    }
    if (state != SSH_OK) {
      throw failure("cannot connect", reason())
          .mend("check the address and port, and that the SSH server runs");
    }
    ssh_set_blocking(session_.get(), 1);
  }

  void wait_for_socket(Waiting& waiting, Instant until) const {
    const bool writes = (ssh_get_poll_flags(session_.get()) & SSH_WRITE_PENDING) != 0;
    const auto events = static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN);
    waiting.wait(ssh_get_fd(session_.get()), events, until);
  }

  void check_key() {
    const ssh_known_hosts_e known = ssh_session_is_known_server(session_.get());
    if (known == SSH_KNOWN_HOSTS_OK) return;
    const std::string key = fingerprint();
    const std::string line = known_hosts_line();
    if (known == SSH_KNOWN_HOSTS_CHANGED || known == SSH_KNOWN_HOSTS_OTHER) {
      throw failure("the host key is not the one in " + server_.known_hosts,
                    "the server shows " + key + ": it was set up anew, or somebody stands between")
          .mend("if the server's administrator confirms this fingerprint, replace its line by: " +
                line);
    }
    if (known == SSH_KNOWN_HOSTS_ERROR) {
      throw failure("cannot check the host key", reason());
    }
    throw failure("the host key is not known",
                  "the server shows " + key + ", and " + server_.known_hosts +
                      (::access(server_.known_hosts.c_str(), R_OK) == 0 ? " has no line for it"
                                                                        : " cannot be read"))
        .mend("if the server's administrator confirms this fingerprint, add the line: " + line);
  }

  std::string fingerprint() const {
    Key key;
    if (ssh_get_server_publickey(session_.get(), Out(key)) != SSH_OK) return "no key";
    unsigned char* hash = nullptr;
    size_t size = 0;
    if (ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != SSH_OK) {
      return "no key";
    }
    const Chars text(ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size));
    ssh_clean_pubkey_hash(&hash);
    return text ? std::string(ssh_key_type_to_char(ssh_key_type(key.get()))) + " " + text.get()
                : "no key";
  }

  std::string known_hosts_line() const {
    Chars line;
    if (ssh_session_export_known_hosts_entry(session_.get(), Out(line)) != SSH_OK) return "";
    return std::string(trim(line.get()));
  }

  void log_in() {
    int state = SSH_AUTH_ERROR;
    guarded("logging in", server_.timeout,
            [&] { state = server_.identity.empty() ? by_password() : by_key(); });
    if (state == SSH_AUTH_SUCCESS) return;
    if (state == SSH_AUTH_ERROR) throw failure("cannot log in", reason());
    throw failure("the login is refused", server_.identity.empty()
                                              ? "the server does not take the password"
                                              : "the server does not take " + server_.identity)
        .mend(server_.identity.empty() ? "check user and password"
                                       : "add its public key to the user's authorized_keys there");
  }

  int by_key() { return ssh_userauth_publickey(session_.get(), nullptr, read_key(server_).get()); }

  int by_password() {
    const std::string& password = server_.password.reveal();
    const int state = ssh_userauth_password(session_.get(), nullptr, password.c_str());
    if (state != SSH_AUTH_DENIED) return state;
    const auto methods = static_cast<unsigned>(ssh_userauth_list(session_.get(), nullptr));
    if ((methods & SSH_AUTH_METHOD_INTERACTIVE) == 0) {
      return state;
    }
    return by_dialogue(password);
  }

  // RFC 4256; a server that asks more than one secret question, or echoes, does not get an answer.
  int by_dialogue(const std::string& password) {
    int state = ssh_userauth_kbdint(session_.get(), nullptr, nullptr);
    for (int round = 0; state == SSH_AUTH_INFO && round < 3; ++round) {
      const int prompts = ssh_userauth_kbdint_getnprompts(session_.get());
      char echo = 0;
      if (prompts > 1) return SSH_AUTH_DENIED;
      if (prompts == 1) {
        ssh_userauth_kbdint_getprompt(session_.get(), 0, &echo);
        if (echo != 0) return SSH_AUTH_DENIED;
        ssh_userauth_kbdint_setanswer(session_.get(), 0, password.c_str());
      }
      state = ssh_userauth_kbdint(session_.get(), nullptr, nullptr);
    }
    return state == SSH_AUTH_INFO ? SSH_AUTH_DENIED : state;
  }

  std::optional<std::string> read_by_sftp(const std::string& path, size_t most) {
    const Sftp sftp(sftp_new(session_.get()));
    if (!sftp || sftp_init(sftp.get()) != SSH_OK) {
      throw failure("cannot start SFTP", reason())
          .mend("let the server offer the sftp subsystem to this user");
    }
    const File file(sftp_open(sftp.get(), path.c_str(), O_RDONLY, 0));
    if (!file) {
      const int why = sftp_get_error(sftp.get());
      if (why == SSH_FX_NO_SUCH_FILE || why == SSH_FX_NO_SUCH_PATH) return std::nullopt;
      throw failure("cannot read " + path,
                    why == SSH_FX_PERMISSION_DENIED ? "the user may not read it there" : reason())
          .mend("let " + server_.user + " read that file there");
    }
    const Attributes attributes(sftp_fstat(file.get()));
    if (attributes && attributes->type != SSH_FILEXFER_TYPE_REGULAR) {
      throw failure("cannot read " + path, "it is not a regular file");
    }
    return read_chunks(*file, path, most);
  }

  // Several requests stay in flight, so that a distant server is not asked chunk by chunk. After a
  // short answer the ones behind it lie beyond a gap: they are left, and asked for again.
  std::string read_chunks(sftp_file_struct& file, const std::string& path, size_t most) {
    std::string text;
    std::string chunk(kChunk, '\0');
    std::deque<uint32_t> open;
    for (bool end = false, gap = false; !end || !open.empty();) {
      while (!end && !gap && open.size() < kInFlight) open.push_back(begin_chunk(file, path));
      const int got = sftp_async_read(&file, chunk.data(), kChunk, open.front());
      open.pop_front();
      if (got < 0) throw failure("cannot read " + path, reason());
      if (!gap) text.append(chunk, 0, static_cast<size_t>(got));
      end = end || (!gap && got == 0) || text.size() > most;
      gap = gap || static_cast<uint32_t>(got) < kChunk;
      if (gap && !end && open.empty()) {
        sftp_seek64(&file, text.size());
        gap = false;
      }
    }
    if (text.size() <= most) return text;
    throw failure("cannot read " + path, "it is larger than " + counted(most, "byte"));
  }

  uint32_t begin_chunk(sftp_file_struct& file, const std::string& path) {
    const int id = sftp_async_read_begin(&file, kChunk);
    if (id < 0) throw failure("cannot read " + path, reason());
    return static_cast<uint32_t>(id);
  }

  std::string exchange(const std::string& path, const std::string& request, size_t most) {
    const Channel channel(ssh_channel_new(session_.get()));
    if (!channel ||
        ssh_channel_open_forward_unix(channel.get(), path.c_str(), "localhost", 0) != SSH_OK) {
      throw failure("cannot open the socket " + path, reason())
          .mend("check that it is there, that " + server_.user +
                " may use it, and that the server has AllowStreamLocalForwarding");
    }
    const auto size = static_cast<uint32_t>(request.size());
    if (ssh_channel_write(channel.get(), request.data(), size) != static_cast<int>(size)) {
      throw failure("cannot write to the socket " + path, reason());
    }
    std::string answer;
    std::array<char, kChunk> chunk{};
    while (ssh_channel_is_eof(channel.get()) == 0) {
      const int got = ssh_channel_read(channel.get(), chunk.data(), kChunk, 0);
      if (got < 0) throw failure("cannot read from the socket " + path, reason());
      answer.append(chunk.data(), static_cast<size_t>(got));
      if (answer.size() > most) {
        throw failure("cannot read from the socket " + path,
                      "its answer is larger than " + counted(most, "byte"));
      }
    }
    return answer;
  }

  SshServer server_;
  Clock& clock_;
  std::stop_token stop_;
  Session session_{ssh_new()};
};

class RealSsh : public Ssh {
 public:
  explicit RealSsh(Clock& clock) : clock_(clock) {}
  std::unique_ptr<SshSession> log_in(const SshServer& server, std::stop_token stop) override {
    return std::make_unique<Connection>(server, clock_, std::move(stop));
  }

 private:
  Clock& clock_;
};

class NoSsh : public Ssh {
 public:
  std::unique_ptr<SshSession> log_in(const SshServer& server, std::stop_token) override {
    throw Error("ssh " + render(server) + ": SSH is not to be had here");
  }
};

}  // namespace

std::unique_ptr<Ssh> make_ssh(Clock& clock) { return std::make_unique<RealSsh>(clock); }

Ssh& no_ssh() {
  static NoSsh none;
  return none;
}

}  // namespace muster
