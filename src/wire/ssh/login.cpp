#include "wire/ssh/login.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "core/pool.h"
#include "core/text.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr Milliseconds turn{50};  // libssh may have to go on without news from the socket

using Key = Handle<ssh_key_struct, ssh_key_free>;
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

}  // namespace

SshLogin::SshLogin(const SshServer& server, Clock& clock, std::stop_token stop)
    : server_(server), clock_(clock), stop_(std::move(stop)) {
  connect();
  check_key();
  log_in();
}

SshLogin::~SshLogin() {
  ssh_set_blocking(session_.get(), 0);
  ssh_disconnect(session_.get());
}

Error SshLogin::failure(const std::string& what, const std::string& why) const {
  return Error("ssh " + render(server_) + ": " + what).because(why);
}

std::string SshLogin::reason() const {
  std::string said = ssh_get_error(session_.get());
  echoes().take_out(said);
  return clean(said);
}

void SshLogin::guarded(const std::string& doing, Milliseconds most,
                       const std::function<void()>& work) {
  const int socket = ssh_get_fd(session_.get());
  switch (with_deadline(clock_, most, stop_, work, [&] { ::shutdown(socket, SHUT_RDWR); })) {
    case Ending::done:
      return;
    case Ending::late:
      throw SshError(SshFailure::late,
                     failure(doing + " was ended", "it took longer than " + render_duration(most)));
    case Ending::stopped:
      throw failure(doing + " was ended", "the run was stopped");
  }
}

void SshLogin::set(ssh_options_e option, const void* value) {
  if (ssh_options_set(session_.get(), option, value) != SSH_OK) {
    throw failure("cannot connect", reason());
  }
}

// What libssh has beyond its usual lists; of public keys ssh-rsa alone, because a server that knows
// only that refuses a signature by rsa-sha2.
void SshLogin::set_legacy() {
  constexpr const char* ciphers =
      "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,"
      "aes192-ctr,aes128-ctr,aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc";
  constexpr const char* macs =
      "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512,"
      "hmac-sha1-etm@openssh.com,hmac-sha1";
  const int smallest_rsa = 1024;
  set(SSH_OPTIONS_KEY_EXCHANGE,
      "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
      "ecdh-sha2-nistp521,diffie-hellman-group18-sha512,diffie-hellman-group16-sha512,"
      "diffie-hellman-group-exchange-sha256,diffie-hellman-group14-sha256,"
      "diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1");
  set(SSH_OPTIONS_HOSTKEYS,
      "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,"
      "rsa-sha2-256,ssh-rsa");
  set(SSH_OPTIONS_CIPHERS_C_S, ciphers);
  set(SSH_OPTIONS_CIPHERS_S_C, ciphers);
  set(SSH_OPTIONS_HMAC_C_S, macs);
  set(SSH_OPTIONS_HMAC_S_C, macs);
  set(SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, "ssh-ed25519,ssh-rsa");
  set(SSH_OPTIONS_RSA_MIN_SIZE, &smallest_rsa);
}

// By the ssh program, with its own configuration and known hosts. libssh gives the line to a shell:
// what goes into it was read as a host or a user and has no character that a shell knows.
void SshLogin::set_jump() {
  const auto over = parse_ssh_server(server_.jump);
  const auto plain = [](const std::string& text) {
    return !text.empty() && text.front() != '-' &&
           text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               "._:-") == std::string::npos;
  };
  if (!over || !plain(over->user) || !plain(over->host) || !plain(server_.host)) {
    throw failure("cannot go through \"" + clean(server_.jump) + "\"", "it is no plain user@host")
        .mend("write jump: user@host or user@host:22");
  }
  const bool six = server_.host.find(':') != std::string::npos;
  const std::string there = six ? "[" + server_.host + "]" : server_.host;
  const std::string command = "ssh -o BatchMode=yes -p " + std::to_string(over->port) + " -W '" +
                              there + ":" + std::to_string(server_.port) + "' -- " + over->user +
                              "@" + over->host;
  set(SSH_OPTIONS_PROXYCOMMAND, command.c_str());
}

void SshLogin::set_options() {
  const int no = 0;
  const int yes = 1;
  const bool pinned = !server_.host_keys.empty();
  set(SSH_OPTIONS_PROCESS_CONFIG, &no);
  set(SSH_OPTIONS_HOST, server_.host.c_str());
  set(SSH_OPTIONS_PORT, &server_.port);
  set(SSH_OPTIONS_USER, server_.user.c_str());
  set(SSH_OPTIONS_KNOWNHOSTS, pinned ? "/dev/null" : server_.known_hosts.c_str());
  set(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
  set(SSH_OPTIONS_NODELAY, &yes);
  const long seconds = std::max<long>(1, server_.timeout.count() / 1000);
  set(SSH_OPTIONS_TIMEOUT, &seconds);
  if (server_.legacy) set_legacy();
  if (!server_.jump.empty()) set_jump();
}

void SshLogin::not_connected() const {
  const std::string why = reason();
  if (why.find("kex error") == std::string::npos) {
    throw NoConnection(failure("cannot connect", why)
                           .mend("check the address and port, and that the SSH server runs"));
  }
  throw SshError(
      SshFailure::algorithms,
      failure("there is no algorithm that both sides know", why)
          .mend(server_.legacy ? "update the device: what it knows was given up everywhere"
                               : "update the device, or set ssh: legacy for it, which takes "
                                 "algorithms that are broken"));
}

void SshLogin::connect() {
  if (!session_) throw Error("out of memory");
  if (server_.known_hosts.empty() && server_.host_keys.empty()) {
    throw failure("the host key cannot be checked", "no known_hosts file is named")
        .mend("set known_hosts to a file that has the server's key");
  }
  set_options();
  ssh_set_blocking(session_.get(), 0);
  Waiting waiting(clock_, stop_);
  const Instant end = waiting.now() + server_.timeout;
  int state = ssh_connect(session_.get());
  for (; state == SSH_AGAIN; state = ssh_connect(session_.get())) {
    wait_for_socket(waiting, std::min(end, waiting.now() + turn));
    if (waiting.stopped()) throw failure("cannot connect", "the run was stopped");
    if (waiting.now() >= end) {
      throw NoConnection(
          failure("cannot connect", "no connection within " + render_duration(server_.timeout))
              .mend("check the address and port, and that the SSH server runs"));
    }
  }
  if (state != SSH_OK) not_connected();
  ssh_set_blocking(session_.get(), 1);
}

void SshLogin::wait_for_socket(Waiting& waiting, Instant until) const {
  const bool writes = (ssh_get_poll_flags(session_.get()) & SSH_WRITE_PENDING) != 0;
  const auto events = static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN);
  waiting.wait(ssh_get_fd(session_.get()), events, until);
}

// sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". The key is taken as stolen whichever hosts its line
// names.
void SshLogin::refuse_revoked(const std::string& shown) const {
  constexpr size_t most_bytes = 16 << 20;
  if (::access(server_.known_hosts.c_str(), R_OK) != 0) return;
  Key key;
  Chars text;
  int result = ssh_get_server_publickey(session_.get(), Out(key));
  if (result == SSH_OK) result = ssh_pki_export_pubkey_base64(key.get(), Out(text));
  if (result != SSH_OK) throw failure("cannot check the host key", reason());
  for (const std::string& line : split(read_file(server_.known_hosts, most_bytes), '\n')) {
    const auto words = split(line, ' ');
    if (words[0] != "@revoked" || std::find(words.begin(), words.end(), text.get()) == words.end())
      continue;
    throw failure("the host key is revoked in " + server_.known_hosts, "the server shows " + shown)
        .mend("have the server's administrator make a new host key");
  }
}

void SshLogin::check_pins(const std::string& key, const std::string& hash) const {
  const auto& pins = server_.host_keys;
  if (std::find(pins.begin(), pins.end(), hash) != pins.end()) return;
  throw failure("the host key is not one of host_keys",
                "the server shows " + key + ": it was set up anew, or somebody stands between")
      .mend("if the server's administrator confirms this fingerprint, put " + hash +
            " into host_keys");
}

void SshLogin::check_key() {
  std::string kind;
  const std::string hash = key_hash(kind);
  const std::string key = kind + hash;
  refuse_revoked(key);
  if (!server_.host_keys.empty()) return check_pins(key, hash);
  const ssh_known_hosts_e known = ssh_session_is_known_server(session_.get());
  if (known == SSH_KNOWN_HOSTS_OK) return;
  const std::string line = known_hosts_line();
  if (known == SSH_KNOWN_HOSTS_CHANGED || known == SSH_KNOWN_HOSTS_OTHER) {
    throw SshError(
        SshFailure::key_changed,
        failure("the host key is not the one in " + server_.known_hosts,
                "the server shows " + key + ": it was set up anew, or somebody stands between")
            .mend("if the server's administrator confirms this fingerprint, replace its line by: " +
                  line));
  }
  if (known == SSH_KNOWN_HOSTS_ERROR) {
    throw failure("cannot check the host key", reason());
  }
  const bool readable = ::access(server_.known_hosts.c_str(), R_OK) == 0;
  SshError unknown(
      SshFailure::key_unknown,
      failure("the host key is not known",
              "the server shows " + key + ", and " + server_.known_hosts +
                  (readable ? " has no line for it" : " cannot be read"))
          .mend("if the server's administrator confirms this fingerprint, add the line: " + line));
  unknown.line = line;
  throw unknown;
}

// "SHA256:…", and before it in texts "ssh-ed25519 ".
std::string SshLogin::key_hash(std::string& kind) const {
  Key key;
  if (ssh_get_server_publickey(session_.get(), Out(key)) != SSH_OK) return "no key";
  unsigned char* hash = nullptr;
  size_t size = 0;
  if (ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != SSH_OK) {
    return "no key";
  }
  const Chars text(ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size));
  ssh_clean_pubkey_hash(&hash);
  if (!text) return "no key";
  kind = std::string(ssh_key_type_to_char(ssh_key_type(key.get()))) + " ";
  return text.get();
}

std::string SshLogin::known_hosts_line() const {
  Chars line;
  if (ssh_session_export_known_hosts_entry(session_.get(), Out(line)) != SSH_OK) return "";
  return std::string(trim(line.get()));
}

SshError SshLogin::refusal() const {
  const auto refused = [&](const std::string& why, const std::string& fix) {
    return SshError(SshFailure::refused, failure("the login is refused", why).mend(fix));
  };
  if (!server_.identity.empty()) {
    return refused("the server does not take " + server_.identity,
                   "add its public key to the user's authorized_keys there");
  }
  if (server_.agent) {
    return refused("the server takes no key of the agent, or there is no agent",
                   "check SSH_AUTH_SOCK and ssh-add -l, and the user's authorized_keys there");
  }
  return refused("the server does not take the password", "check user and password");
}

int SshLogin::authenticate() {
  if (!server_.identity.empty()) return by_key();
  if (server_.agent) return ssh_userauth_agent(session_.get(), nullptr);
  return by_password();
}

void SshLogin::log_in() {
  int state = SSH_AUTH_ERROR;
  guarded("logging in", server_.timeout, [&] { state = authenticate(); });
  if (state == SSH_AUTH_SUCCESS) return;
  if (state == SSH_AUTH_PARTIAL) {
    throw SshError(SshFailure::more_wanted,
                   failure("the login is not enough", "the server wants a second factor")
                       .mend("let this user log in without one there"));
  }
  if (state == SSH_AUTH_ERROR && !server_.agent) throw failure("cannot log in", reason());
  throw refusal();
}

int SshLogin::by_key() {
  return ssh_userauth_publickey(session_.get(), nullptr, read_key(server_).get());
}

int SshLogin::by_password() {
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
int SshLogin::by_dialogue(const std::string& password) {
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

}  // namespace muster
