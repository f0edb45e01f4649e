#include "config/sources/http.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<HttpConfig>> keys_of(const HttpConfig&) {
  using H = HttpConfig;
  return {
      needed(key<&H::url, read_url>("url", "Where it answers: https://host, with :port if needed.",
                                    "https://10.20.0.1")),
      key<&H::ca_file, read_path>("ca_file", "Certificates to trust instead of the system's.",
                                  "ca.pem"),
      key<&H::fingerprint, read_fingerprint>(
          "fingerprint", "SHA-256 of the server's certificate, which then is trusted alone."),
      key<&H::proxy, read_proxy>("proxy", "The proxy to go through: http, https or socks5.",
                                 "http://proxy.example:3128"),
      key<&H::deadline, read_timeout>("deadline",
                                      "The longest time for the whole source, 100ms to 1h."),
  };
}

void check(Check& check, const HttpConfig& config) {
  check.open_line("url", config.url);
  check.unique("url", config.url, "reads");
  if (!config.fingerprint.empty() && config.url.starts_with("http://")) {
    check.fault("fingerprint", check.title() + " has a fingerprint, and no TLS that it could be of",
                "write https:// in url, or remove the fingerprint");
  }
}

}  // namespace muster::config_file
