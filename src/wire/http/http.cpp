#include "wire/http/http.h"

#include <curl/curl.h>

#include <algorithm>

#include "core/text.h"
#include "wire/http/curl.h"
#include "wire/http/error.h"

namespace muster {
namespace {

constexpr Seconds longest_wait{60};
constexpr Milliseconds first_wait{500};
constexpr Milliseconds longest_back_off{8'000};

// RFC 9110, 10.2.3: seconds, or a date. CURLINFO_RETRY_AFTER gives 0 for none as for 0, and counts
// from a clock of its own.
std::optional<Seconds> parse_retry_after(const std::string& text, Time now) {
  if (const auto seconds = parse_int(trim(text))) return Seconds(*seconds);
  const time_t then = curl_getdate(text.c_str(), nullptr);
  if (then < 0) return std::nullopt;
  return std::max(Seconds(0), Time(Seconds(then)) - now);
}

bool busy(int status) { return status == 429 || status == 502 || status == 503 || status == 504; }

class RetryingHttp : public Http {
 public:
  explicit RetryingHttp(Clock& clock) : clock_(clock) {}

  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    if (request.method != "GET") {
      throw Error(describe(endpoint, request) + " refused: this connection only reads");
    }
    return send(endpoint, request, stop);
  }

  Response send(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    for (int tried = 0;; ++tried) {
      Attempt attempt = curl_.attempt(endpoint, request, stop);
      const auto wait =
          tried < endpoint.retries ? pause(attempt, request.method == "GET", tried) : std::nullopt;
      if (!wait || stop.stop_requested()) {
        if (attempt.error) throw std::move(*attempt.error);
        return std::move(attempt.response);
      }
      clock_.sleep(*wait, stop);
    }
  }

 private:
  // How long to wait before the next try; nullopt when there is to be none.
  std::optional<Milliseconds> pause(const Attempt& attempt, bool reads, int tried) const {
    const Milliseconds back_off =
        std::min(first_wait * (1 << std::min(tried, 10)), longest_back_off);
    if (attempt.error) return reads && attempt.unreached ? std::optional(back_off) : std::nullopt;
    const Response& response = attempt.response;
    if (!busy(response.status)) return std::nullopt;
    const auto header = response.headers.find("retry-after");
    const auto asked = header == response.headers.end()
                           ? std::nullopt
                           : parse_retry_after(header->second, clock_.now());
    if (asked && (*asked < Seconds(0) || *asked > longest_wait)) return std::nullopt;
    const bool undone = response.status == 429 || response.status == 503;
    if (!reads && !(undone && asked)) return std::nullopt;
    return asked ? std::chrono::duration_cast<Milliseconds>(*asked) : back_off;
  }

  Clock& clock_;
  Curl curl_;
};

}  // namespace

std::unique_ptr<Http> make_http(Clock& clock) { return std::make_unique<RetryingHttp>(clock); }

}  // namespace muster
