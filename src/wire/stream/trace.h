// Tells every exchange, one line each: method, URL without query, status, bytes, time. For --trace.
#pragma once
#include <functional>
#include <iosfwd>
#include <mutex>

#include "wire/http/http.h"
#include "wire/stream/stream.h"

namespace muster {

class TracingHttp : public Http {
 public:
  TracingHttp(Http& real, Clock& clock, std::ostream& out);
  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override;
  Response send(const Endpoint& endpoint, const Request& request, std::stop_token stop) override;

 private:
  Response traced(const Endpoint& endpoint, const Request& request,
                  const std::function<Response()>& exchange);

  Http& real_;
  Clock& clock_;
  std::ostream& out_;
  std::mutex mutex_;
};

// Tells every connection, one line each: where it leads to, with TLS or without, and the time.
class TracingStreams : public Streams {
 public:
  TracingStreams(Streams& real, Clock& clock, std::ostream& out)
      : real_(real), clock_(clock), out_(out) {}
  std::unique_ptr<Stream> open(const StreamEndpoint& endpoint, std::stop_token stop) override;

 private:
  Streams& real_;
  Clock& clock_;
  std::ostream& out_;
  std::mutex mutex_;
};

}  // namespace muster
