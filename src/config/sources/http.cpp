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
      key<&H::client_cert, read_path>(
          "client_cert", "Certificate (PEM) to show the server, where it wants one.", "muster.pem"),
      key<&H::client_key, read_secret>("client_key", "Where the key of client_cert is kept."),
      key<&H::deadline, read_timeout>("deadline",
                                      "The longest time for the whole source, 100ms to 1h."),
  };
}

void check(Check& check, const HttpConfig& config) {
  check.unique("url", config.url, "reads");
  check_line(check, config);
}

void check_line(Check& check, const HttpConfig& config) {
  check.open_line("url", config.url);
  if (config.client_cert.empty() != config.client_key.empty()) {
    check.fault("has one of client_cert and client_key",
                config.client_key.empty() ? "add client_key: {file: PATH}" : "add client_cert");
  }
  if (!config.fingerprint.empty() && config.url.starts_with("http://")) {
    check.fault("fingerprint", check.title() + " has a fingerprint, and no TLS that it could be of",
                "write https:// in url, or remove the fingerprint");
  }
}

}  // namespace muster::config_file
