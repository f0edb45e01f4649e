#include "config/sources/sweep.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<SweepConfig>> keys_of(const SweepConfig&) {
  using W = SweepConfig;
  return {
      key<&W::interfaces, read_words>(
          "interfaces", "Interfaces to sweep from; those with an address in networks.",
          R"(["eth0"])"),
      key<&W::networks, read_networks>("networks",
                                       "The networks to sweep; those of the site when not given."),
      key<&W::exclude, read_networks>("exclude", "Ranges that are never asked."),
      number<&W::rate, 1, 10'000>("rate", "Requests a second."),
      number<&W::retries, 0, 10>("retries", "How often the silent are asked again."),
      key<&W::ports, read_ports>("ports", "TCP ports that are tried on hosts across routers."),
      key<&W::ipv6, read_flag>("ipv6", "false: IPv6 neighbours are not asked."),
      key<&W::names, read_flag>("names", "false: PTR, mDNS, LLMNR and NetBIOS are not asked."),
  };
}

void check(Check& check, const SweepConfig& config) {
  if (!config.networks.empty()) return;
  check.fault("has no network to sweep", "add networks: [10.20.0.0/24], here or to the site");
}

// Without networks of its own it goes over those of its site.
void complete(SweepConfig& config, const SiteConfig& site) {
  if (config.networks.empty()) config.networks = site.networks;
}

}  // namespace muster::config_file
