// Which VRF of NetBox an address of a site is in: `vrfs` of the narrowest network, then `vrf`.
#pragma once
#include <string>

#include "config/config.h"

namespace muster {

// By name or rd, as muster.yaml says it; "" = none said, or the site is not known.
const std::string& vrf_of(const SiteConfig& site, const Cidr& network);
const std::string& vrf_of(const Config& config, const std::string& site, const Ip& ip);

// The line that says so of that site.
Where vrf_place(const Config& config, const std::string& site, const std::string& vrf);

}  // namespace muster
