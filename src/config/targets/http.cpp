#include "config/targets/http.h"

#include "config/key.h"

namespace muster::config_file {

std::vector<Key<HttpTargetConfig>> keys_of(const HttpTargetConfig&) {
  using H = HttpTargetConfig;
  return {
      needed(key<&H::url, read_url>("url", "Where the API answers, without /api.",
                                    "https://netbox.example")),
      key<&H::ca_file, read_path>("ca_file", "Certificates to trust instead of the system's.",
                                  "ca.pem"),
      key<&H::proxy, read_proxy>("proxy", "The proxy to go through: http, https or socks5.",
                                 "http://proxy.example:3128"),
      key<&H::timeout, read_timeout>("timeout", "The longest wait for one answer, 100ms to 1h."),
  };
}

}  // namespace muster::config_file
