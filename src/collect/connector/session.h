// The API of one source: its login, and what counts as an answer.
#pragma once
#include <memory>
#include <mutex>
#include <span>

#include "collect/http_session.h"
#include "connector/definition.h"

namespace muster::connector {

// What paging adds to a request.
struct Turn {
  std::vector<std::pair<std::string, std::string>> query, headers, body;  // body: a dotted path
  std::string link;  // in place of the path and the query; "" none
};

struct ApiAnswer {
  nlohmann::json body;
  std::map<std::string, std::string> headers;  // names in lower case
};

// May be used by several threads at once.
class ApiSession {
 public:
  // `bindings`: what $names stand for, the source's own secrets among them.
  ApiSession(const Source& source, const Definition& definition, Bindings bindings, Wires& wires,
             std::stop_token stop);

  // Logs in when that is wanted, and once more when the session is over. Error when the answer
  // does not count.
  ApiAnswer ask(const Exchange& exchange, const Bindings& more, const Turn& turn);
  // As good as it goes: a session ends by itself, too.
  void log_out();

 private:
  // What a login gave. Never changed once it is shared.
  struct Granted {
    Bindings bindings;
    std::vector<Secret> secrets;
    std::string cookies;
  };

  std::shared_ptr<const Granted> granted();
  void renew(const std::shared_ptr<const Granted>& stale);
  std::shared_ptr<const Granted> log_in();
  std::string taken(const std::string& name, const std::string& from, const Response& response,
                    const nlohmann::json& body) const;
  Bindings all(const Granted* granted, const Bindings& more) const;
  Request request_of(const Exchange& exchange, const Bindings& bindings, const Granted* granted,
                     const Turn& turn) const;
  void authorize(Request& request, const Bindings& bindings, const Granted* granted) const;
  std::string path_of(const Exchange& exchange, const Bindings& bindings, const Granted* granted,
                      const Turn& turn) const;
  std::string path_of_link(const std::string& link) const;
  Response exchange(const Request& request, const Granted* granted);
  bool expired(const Request& request, const Response& response) const;
  nlohmann::json checked(const Request& request, const Response& response) const;
  void wait_for_turn();

  const Definition& definition_;
  Bindings bindings_;
  HttpSession http_;
  Wires& wires_;
  std::stop_token stop_;
  std::string name_;
  std::string url_;
  std::mutex login_mutex_, pace_mutex_;
  std::shared_ptr<const Granted> granted_;
  size_t logins_ = 0;
  Instant next_{};
};

}  // namespace muster::connector
