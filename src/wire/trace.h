// Tells every exchange, one line each: method, URL without query, status, bytes, time. For --trace.
#pragma once
#include <functional>
#include <iosfwd>
#include <mutex>

#include "wire/http.h"

namespace muster {

class TracingHttp : public Http {
 public:
  TracingHttp(Http& real, std::ostream& out);
  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override;
  Response send(const Endpoint& endpoint, const Request& request, std::stop_token stop) override;

 private:
  Response traced(const Endpoint& endpoint, const Request& request,
                  const std::function<Response()>& exchange);

  Http& real_;
  std::ostream& out_;
  std::mutex mutex_;
};

}  // namespace muster
