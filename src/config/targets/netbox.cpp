#include "config/targets/netbox.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<NetboxConfig>> keys_of(const NetboxConfig&) {
  using N = NetboxConfig;
  return {
      needed(key<&N::url, read_url>("url", "Where NetBox answers, without /api.",
                                    "https://netbox.example")),
      needed(key<&N::token, read_secret>("token", "Where the API token is kept.")),
      key<&N::ca_file, read_path>("ca_file", "Certificates to trust instead of the system's.",
                                  "ca.pem"),
      key<&N::proxy, read_proxy>("proxy", "The proxy to go through: http, https or socks5.",
                                 "http://proxy.example:3128"),
      key<&N::timeout, read_timeout>("timeout", "The longest wait for one answer, 100ms to 1h."),
      number<&N::batch, 1, 1000>("batch", "Objects written in one request."),
  };
}

void check(Check& check, const NetboxConfig& config) {
  check.open_line("url", config.url);
  check.unique("url", config.url, "writes to");
}

}  // namespace muster::config_file
