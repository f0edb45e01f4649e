// The HTTP server of one source, as a collector speaks to it: where it is, the login, and how long
// all of it may take.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collect/collector.h"

namespace muster {

// One answer: JSON, or why there is none. Status 0 means that no answer came.
struct Reply {
  int status = 0;
  nlohmann::json body;
  std::optional<Error> error;
};

// May be used by several threads at once, once its login is set.
class HttpSession {
 public:
  // `config`: the part of the settings of `source`.
  HttpSession(const Source& source, const HttpConfig& config, Wires& wires, std::stop_token stop);

  void set_login(Header header) { login_ = {std::move(header)}; }

  // Never throws. Raw control characters and bytes that are not UTF-8 are made visible before the
  // answer is parsed. `timeout` where less than the source's own is enough.
  Reply get(const std::string& path, std::optional<Milliseconds> timeout = {}) const;
  Reply post_form(const std::string& path, std::string form) const;
  // Any status comes back; throws where no answer came. The login set here does not go along.
  // `secrets`: more of them to be taken out of the answer.
  Response exchange(Request request, std::span<const Secret> secrets) const;
  // The answer as JSON; Error when it is none.
  nlohmann::json parse(const Request& request, const Response& response) const;
  // That it was refused, in the server's words.
  Error refusal(const Request& request, const Response& response) const;
  void set_retries(int retries) { endpoint_.retries = retries; }

 private:
  Reply ask(Request request) const;
  Response send(const Endpoint& endpoint, Request& request) const;

  Wires& wires_;
  std::stop_token stop_;
  Endpoint endpoint_;
  std::vector<Header> login_;
  Milliseconds deadline_;
  Time end_;  // what was read by then has to do
};

}  // namespace muster
