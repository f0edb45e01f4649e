// One attempt at one exchange, by libcurl.
#pragma once
#include <memory>
#include <optional>
#include <stop_token>

#include "wire/http/http.h"

namespace muster {

// Either a whole answer or the reason why there is none.
struct Attempt {
  Response response;
  std::optional<Error> error;
  bool unreached = false;  // no answer came from the server: it may do to try again
};

// May be used by several threads at once; each borrows a connection of its own.
class Curl {
 public:
  Curl();
  ~Curl();
  Attempt attempt(const Endpoint& endpoint, const Request& request, std::stop_token stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace muster
