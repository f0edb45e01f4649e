#pragma once

#include <httplib.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "faults.h"

namespace muster::lab {

struct Answer {
  int status = 200;
  std::string body = {};
  std::string reason = {};  // of the status line; the usual phrase when empty
  std::string type = "application/json";
  httplib::Headers headers = {};
  std::chrono::milliseconds delay{0};
  bool refused_write = false;  // counted in the log, so that a test can prove there was none
};

using Application = std::function<Answer(const httplib::Request&)>;

struct Endpoint {
  int port = 0;           // 0 takes a free one
  std::string cert = {};  // PEM files; both empty means plain HTTP
  std::string key = {};
  std::vector<Fault> faults = {};
};

// One application on one loopback port. It answers, misbehaves as the faults say and keeps a log of
// all requests, which GET /lab/log returns. Runs from construction to destruction.
class Server {
 public:
  Server(const Endpoint& endpoint, Application application);
  ~Server();

  std::string url() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace muster::lab
