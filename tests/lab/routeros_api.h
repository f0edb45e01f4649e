#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "routeros.h"

namespace muster::lab {

using Sentence = std::vector<std::string>;

// Which login a release takes. All of them answer a bare /login with a challenge.
enum class ApiLogin {
  challenge,  // before 6.43: whatever else /login says, a challenge is the answer
  both,       // 6.43 and 6.44
  password,   // since 6.45 a response to the challenge is refused like a wrong password
};

// Words: login=challenge|both|password  cut=BYTES (the connection ends after so many have been
// sent)  anonymous (TLS without a certificate)  fatal (the first print ends the session)  empty
// (announces tables without rows, as 7.18 does)
struct ApiTraits {
  ApiLogin login = ApiLogin::password;
  std::size_t cut = 0;
  bool anonymous = false;
  bool fatal = false;
  bool empty = false;
};
ApiTraits parse_api_traits(const std::vector<std::string>& words);

// The talk of one connection, bytes in and bytes out; no socket in here.
class ApiTalk {
 public:
  ApiTalk(const RouterOs& router, const ApiTraits& traits);
  std::string answer(const std::string& bytes);  // to what has come so far
  bool ended() const { return ended_; }

 private:
  std::vector<Sentence> replies_to(const Sentence& command);
  std::vector<Sentence> log_in(const Sentence& command);
  std::vector<Sentence> print(const Sentence& command) const;

  const RouterOs& router_;
  ApiTraits traits_;
  std::string input_;
  std::string challenge_;
  bool logged_in_ = false;
  bool ended_ = false;
};

// The API of one router on one loopback port.
class ApiServer {
 public:
  // Plain when `cert` and `key` are empty and `tls` is false.
  ApiServer(const RouterOs& router, const ApiTraits& traits, const Endpoint& endpoint, bool tls);
  ~ApiServer();
  int port() const { return port_; }

 private:
  void listen(int port);
  void serve();
  void talk(int socket) const;

  const RouterOs& router_;
  ApiTraits traits_;
  std::shared_ptr<ssl_ctx_st> context_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace muster::lab
