// A talk with one router over the RouterOS API (ports 8728 and, with TLS, 8729). Reads only.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "collect/mikrotik/sentence.h"
#include "core/secret.h"
#include "wire/stream/stream.h"

namespace muster::routeros {

struct Login {
  std::string user;
  Secret password;
  bool plain = false;  // the password itself may go over a line without TLS
};

// What one command gave. Rows are objects of texts; bytes that are not UTF-8 are \xNN in them.
struct Answer {
  std::vector<nlohmann::json> rows;
  std::string ret;             // of "!done =ret="
  std::optional<Error> error;  // why it is not complete; of a "!trap" the sentence is `why`
  bool done = false;
};

class Session {
 public:
  // Connects and logs in, or throws.
  //
  // RouterOS before 6.43 wants the MD5 of its challenge and the password, later ones the password
  // itself; 6.43 and 6.44 take both. All of them answer a bare /login with a challenge, so the
  // password is not sent over a line without TLS to find out: there the challenge is answered, and
  // a router that does not take that is an Error, unless `login.plain`.
  Session(Streams& streams, const StreamEndpoint& endpoint, const Login& login,
          std::stop_token stop);

  // All commands at once, each under a tag of its own; answers in their order. When the connection
  // ends, falls silent or carries no API, that is the error of all that were not done, and the
  // session is of no more use.
  std::vector<Answer> ask(std::span<const Sentence> commands);

 private:
  void log_in(const Login& login, bool tls);
  Answer ask_untagged(const Sentence& command);
  Sentence receive();
  void collect(std::vector<Answer>& answers, std::span<const Sentence> commands);

  std::string at_;  // "r1:8729"
  std::unique_ptr<Stream> stream_;
  Reader reader_;
  size_t rows_ = 0;
};

}  // namespace muster::routeros
