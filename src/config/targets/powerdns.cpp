#include "config/targets/powerdns.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<PowerDnsConfig>> keys_of(const PowerDnsConfig&) {
  using P = PowerDnsConfig;
  return {
      needed(key<&P::url, read_url>("url", "Where the API answers, without /api.",
                                    "https://ns1.example:8081")),
      needed(key<&P::key, read_secret>("key", "Where the API key is kept.")),
      key<&P::server, read_label>("server", "What the API calls the server."),
      key<&P::ca_file, read_path>("ca_file", "Certificates to trust instead of the system's.",
                                  "ca.pem"),
      key<&P::proxy, read_proxy>("proxy", "The proxy to go through: http, https or socks5.",
                                 "http://proxy.example:3128"),
      key<&P::timeout, read_timeout>("timeout", "The longest wait for one answer, 100ms to 1h."),
      number<&P::ttl, 0, 2'147'483'647>("ttl", "Seconds that records may be kept."),
  };
}

void check(Check& check, const PowerDnsConfig& config) {
  check.open_line("url", config.url);
  check.unique("url", config.url + " " + config.server, "writes to");
}

}  // namespace muster::config_file
