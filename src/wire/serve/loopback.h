// An HTTP server for the browser of the person who started it: on the loopback interface, behind a
// random token in the path, for its own page alone. What another page, another machine or another
// user sends is refused before its body is read.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace muster {

struct WebRequest {
  std::string method;
  std::string path;  // as sent, without the query
  std::string host, origin, type;
  std::string from;  // Sec-Fetch-Site
  std::string body;
};

struct WebAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body = {};
};

// Why a request is not answered, whatever is behind the token; nullopt: it is.
std::optional<WebAnswer> refusal(const WebRequest& request, const std::string& token, int port);

// 32 hex digits that nobody can guess.
std::string random_token();

class LoopbackServer {
 public:
  // `port` 0: any that is free. Error when it cannot be had.
  explicit LoopbackServer(int port);
  ~LoopbackServer();

  std::string url() const;  // with the token
  int port() const;
  // Answers one request at a time until a stop is asked for. `answer` gets the path behind the
  // token, "" or "state", and throws nothing.
  void run(const std::function<WebAnswer(const WebRequest&)>& answer, std::stop_token stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace muster
