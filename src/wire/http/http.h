// HTTP as muster sees it. Two types, so that a plan cannot write: HttpReader can only GET.
// Bodies, times and redirects are bounded; credentials never reach an error text.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/secret.h"

namespace muster {

// How to reach one server. Redirects to another host are refused; TLS is verified by the system's
// store or `ca_file`, or, when `fingerprint` is set, by the SHA-256 of the whole certificate alone.
struct Endpoint {
  std::string url;  // scheme://host[:port][/base], no trailing slash
  std::string ca_file;
  std::string fingerprint;  // "AA:BB:…" (32 octets), any case, colons optional
  std::string proxy;
  std::string client_cert;  // PEM file by which muster proves who it is; "" none
  Secret client_key;        // its key, PEM
  Milliseconds connect_timeout{5'000};
  Milliseconds timeout{60'000};  // of one whole exchange
  size_t max_bytes = 64 << 20;   // of one answer body
  int retries = 3;               // GET only: connection failures, 429, 502, 503, 504
  std::string name;              // whose tape its exchanges go on: "mikrotik:core"
  std::vector<Secret> secrets;   // taken out of answers that repeat them (wire/http/echo.h)
};

struct Header {
  std::string name;
  Secret value;  // every header value is treated as a secret
};

struct Request {
  std::string method = "GET";
  std::string path;  // "/api/dcim/sites/?limit=1000"; appended to Endpoint::url
  std::vector<Header> headers;
  std::string body;
  std::string content_type = "application/json";
  std::optional<Milliseconds> timeout;  // instead of the endpoint's
};

struct Response {
  int status = 0;
  std::string reason;                          // the text of the status line (HTTP/1.1)
  std::map<std::string, std::string> headers;  // names in lower case; cookies a line each
  std::string body;
};

// A failed exchange without an answer, or with one the caller does not want, as an Error:
// "GET https://nb/api/dcim/sites/ failed: 403 Forbidden" + why: the server's own sentence.
// The URL is shown without its query.
Error http_error(const Endpoint& endpoint, const Request& request, const Response& response);

class HttpReader {
 public:
  virtual ~HttpReader() = default;
  // Any status comes back as a Response; Error when there was no (complete) answer. Retries as
  // Endpoint::retries says, with back-off and Retry-After (seconds or date, at most 60 s).
  // Refuses a method other than GET.
  virtual Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) = 0;
};

class Http : public HttpReader {
 public:
  // As get(), for any method. A write is sent once; only 429 and 503 with Retry-After, which say
  // that nothing was done, are retried.
  virtual Response send(const Endpoint& endpoint, const Request& request, std::stop_token stop) = 0;
};

// libcurl, connections kept alive and shared between threads.
std::unique_ptr<Http> make_http(Clock& clock);

}  // namespace muster
