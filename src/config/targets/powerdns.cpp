#include "config/targets/powerdns.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<PowerDnsConfig>> keys_of(const PowerDnsConfig&) {
  using P = PowerDnsConfig;
  return part_of<P, HttpTargetConfig>() +
         std::vector<Key<P>>{
             needed(key<&P::key, read_secret>("key", "Where the API key is kept.")),
             key<&P::server, read_label>("server", "What the API calls the server."),
             number<&P::ttl, 0, 2'147'483'647>("ttl", "Seconds that records may be kept.")};
}

void check(Check& check, const PowerDnsConfig& config) {
  check.open_line("url", config.url);
  check.unique("url", config.url + " " + config.server, "writes to");
}

}  // namespace muster::config_file
