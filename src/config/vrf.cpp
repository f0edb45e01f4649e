#include "config/vrf.h"

namespace muster {

const std::string& vrf_of(const SiteConfig& site, const Cidr& network) {
  const std::string* best = &site.vrf;
  int narrowest = -1;
  for (const auto& [vrf, parts] : site.vrfs) {
    for (const Cidr& part : parts) {
      if (part.prefix <= narrowest || part.prefix > network.prefix || !part.contains(network.ip))
        continue;
      best = &vrf;
      narrowest = part.prefix;
    }
  }
  return *best;
}

const std::string& vrf_of(const Config& config, const std::string& site, const Ip& ip) {
  static const std::string none;
  const auto found = config.sites.find(site);
  return found == config.sites.end() ? none : vrf_of(found->second, Cidr{ip, ip.width()});
}

Where vrf_place(const Config& config, const std::string& site, const std::string& vrf) {
  const std::string path = "sites." + site + ".vrf";
  for (const std::string& where : {path + "s." + vrf, path}) {
    const auto found = config.origins.find(where);
    if (found != config.origins.end()) return found->second;
  }
  return {};
}

}  // namespace muster
