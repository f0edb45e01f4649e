#pragma once
#include <string>

#include "config/kind.h"
#include "model/ip.h"

namespace muster {

// What a sweep probes.
struct SweepConfig {
  static constexpr std::string_view kind = "sweep";
  static constexpr std::string_view about =
      "Networks that are asked address by address from this machine.";
  static constexpr bool forwards = false;

  std::vector<std::string>
      interfaces;              // of this machine; none: those with an address in `networks`
  std::vector<Cidr> networks;  // read_config() puts the site's here where none are given
  std::vector<Cidr> exclude;
  int rate = 1000;                                 // ARP requests a second
  int retries = 2;                                 // for the silent
  std::vector<int> ports{22, 80, 443, 445, 3389};  // TCP, where hosts are across routers
  bool ipv6 = true;
  bool names = true;  // ask PTR, mDNS, LLMNR and NetBIOS
};

namespace config_file {

std::vector<Key<SweepConfig>> keys_of(const SweepConfig&);
void check(Check& check, const SweepConfig& config);
void complete(SweepConfig& config, const SiteConfig& site);

}  // namespace config_file
}  // namespace muster
