// Byte streams: TCP, TLS over it, or a Unix socket, every wait bounded. For protocols that muster
// speaks itself.
#pragma once
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/secret.h"

namespace muster {

// Where a stream leads to. Certificates are verified as those of an http Endpoint: by the system's
// store or `ca_file`, or, when `fingerprint` is set, by the SHA-256 of the whole certificate alone.
// TLS 1.2 at least, and never without a certificate.
struct StreamEndpoint {
  std::string host;  // name or address, an IPv6 one without brackets
  int port = 0;
  std::string path;  // of a Unix socket, in place of host and port
  bool tls = false;
  std::string ca_file;
  std::string fingerprint;  // "AA:BB:…" (32 octets), any case, colons optional
  Milliseconds connect_timeout{5'000};
  Milliseconds timeout{10'000};      // of one wait for bytes to come or go
  Milliseconds deadline{300'000};    // of all of it, from open() on
  std::string name;                  // whose tape it goes on: "mikrotik:core"; "" none
  std::vector<Secret> secrets = {};  // taken out of what the other side says (wire/echo.h)
};

// "r1:8729", "[2001:db8::1]:8729" or the path.
std::string render(const StreamEndpoint& endpoint);

// One connection, used by one thread; closed when it is destroyed. An Error names the endpoint and
// ends the stream; a stop request is an Error with Exit::interrupted.
class Stream {
 public:
  virtual ~Stream() = default;
  // What has come, at least one byte and at most `most`; "" when the other side has closed.
  virtual std::string read(size_t most) = 0;
  virtual void write(std::string_view bytes) = 0;
};

class Streams {
 public:
  virtual ~Streams() = default;
  // Error when there is no connection or its certificate is not to be trusted. How long a name
  // takes to resolve is bounded by the system's resolver alone.
  virtual std::unique_ptr<Stream> open(const StreamEndpoint& endpoint, std::stop_token stop) = 0;
};

// Sockets of this machine, and OpenSSL.
std::unique_ptr<Streams> make_streams(Clock& clock);

// Refuses every open(): for a world without streams.
Streams& no_streams();

}  // namespace muster
