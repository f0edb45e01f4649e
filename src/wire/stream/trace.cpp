#include "wire/stream/trace.h"

#include <ostream>

#include "core/text.h"

namespace muster {

TracingHttp::TracingHttp(Http& real, Clock& clock, std::ostream& out)
    : real_(real), clock_(clock), out_(out) {}

Response TracingHttp::traced(const Endpoint& endpoint, const Request& request,
                             const std::function<Response()>& exchange) {
  const auto begin = clock_.instant();
  const auto tell = [&](const std::string& result) {
    const auto time = std::chrono::duration_cast<Milliseconds>(clock_.instant() - begin);
    const std::string path = request.path.substr(0, request.path.find('?'));
    const std::lock_guard lock(mutex_);
    out_ << "trace: " << request.method << " " << visible(endpoint.url + path) << " " << result
         << " " << time.count() << " ms\n";
  };
  try {
    Response response = exchange();
    tell(std::to_string(response.status) + " " + counted(response.body.size(), "byte"));
    return response;
  } catch (const Error&) {
    tell("failed");
    throw;
  }
}

Response TracingHttp::get(const Endpoint& endpoint, const Request& request, std::stop_token stop) {
  return traced(endpoint, request, [&] { return real_.get(endpoint, request, stop); });
}

Response TracingHttp::send(const Endpoint& endpoint, const Request& request, std::stop_token stop) {
  return traced(endpoint, request, [&] { return real_.send(endpoint, request, stop); });
}

std::unique_ptr<Stream> TracingStreams::open(const StreamEndpoint& endpoint, std::stop_token stop) {
  const auto begin = clock_.instant();
  const auto tell = [&](const char* result) {
    const auto time = std::chrono::duration_cast<Milliseconds>(clock_.instant() - begin);
    const char* kind = endpoint.tls ? "TLS " : endpoint.path.empty() ? "TCP " : "UNIX ";
    const std::lock_guard lock(mutex_);
    out_ << "trace: CONNECT " << kind << render(endpoint) << " " << result << " " << time.count()
         << " ms\n";
  };
  try {
    auto stream = real_.open(endpoint, std::move(stop));
    tell("open");
    return stream;
  } catch (const Error&) {
    tell("failed");
    throw;
  }
}

}  // namespace muster
