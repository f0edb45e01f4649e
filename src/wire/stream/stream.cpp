#include "wire/stream/stream.h"

#include "core/text.h"
#include "wire/stream/tls.h"
#include "wire/stream/unechoed.h"

namespace muster {
namespace {

class SystemStreams : public Streams {
 public:
  explicit SystemStreams(Clock& clock) : clock_(clock) {}
  std::unique_ptr<Stream> open(const StreamEndpoint& endpoint, std::stop_token stop) override {
    auto socket = std::make_unique<Socket>(endpoint, clock_, std::move(stop));
    std::unique_ptr<Stream> stream;
    if (endpoint.tls) {
      stream = open_tls(std::move(socket));
    } else {
      stream = std::move(socket);
    }
    Echoes echoes(endpoint.secrets);
    return echoes.empty() ? std::move(stream) : unechoed(std::move(stream), std::move(echoes));
  }

 private:
  Clock& clock_;
};

class NoStreams : public Streams {
 public:
  std::unique_ptr<Stream> open(const StreamEndpoint& endpoint, std::stop_token) override {
    throw Error("connecting to " + render(endpoint) + " failed: there is no network here");
  }
};

}  // namespace

std::string render(const StreamEndpoint& endpoint) {
  if (!endpoint.path.empty()) return visible(endpoint.path);
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return visible(v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" +
         std::to_string(endpoint.port);
}

std::unique_ptr<Streams> make_streams(Clock& clock) {
  return std::make_unique<SystemStreams>(clock);
}

Streams& no_streams() {
  static NoStreams none;
  return none;
}

}  // namespace muster
