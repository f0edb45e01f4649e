#include "request_log.h"

#include <nlohmann/json.hpp>

namespace muster::lab {
namespace {

constexpr std::size_t body_bytes = 1000;

}  // namespace

unsigned RequestLog::open(const httplib::Request& request) {
  const bool secret = request.path.ends_with("/access/ticket");
  const std::lock_guard lock(mutex_);
  entries_.push_back({.method = request.method,
                      .target = request.target,
                      .body = secret ? "" : request.body.substr(0, body_bytes)});
  return unsigned(entries_.size());
}

void RequestLog::close(unsigned number, int status, bool refused_write) {
  const std::lock_guard lock(mutex_);
  entries_[number - 1].status = status;
  entries_[number - 1].refused_write = refused_write;
}

std::string RequestLog::render() const {
  using nlohmann::json;
  json requests = json::array();
  int refused = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& entry : entries_) {
    refused += entry.refused_write ? 1 : 0;
    requests.push_back({{"method", entry.method},
                        {"target", entry.target},
                        {"body", entry.body},
                        {"status", entry.status}});
  }
  const json log = {{"requests", requests}, {"refused_writes", refused}};
  return log.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace muster::lab
