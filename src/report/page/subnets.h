// Networks, how much of each is in use, and what is free.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "config/config.h"
#include "inventory/inventory.h"

namespace muster {

struct FreeRange {
  Ip first, last;
  bool operator==(const FreeRange&) const = default;
};

struct Subnet {
  std::string site;
  Cidr network;
  bool configured = false;  // of muster.yaml; else of a mask that hosts have
  int depth = 0;            // how many of the site's networks it stands in
  size_t used = 0;          // addresses of present hosts
  uint64_t size = 0;        // addresses for hosts; 0: IPv6, where nobody counts them
  // IPv4: in no network of the site within this one, and no host's. In order, the first few.
  std::vector<FreeRange> free = {};
  size_t ranges = 0;  // how many there are

  static constexpr size_t most_ranges = 64;
};

// By site and address. An address counts in every network that holds it.
std::vector<Subnet> subnets_of(const Inventory& inventory,
                               const std::map<std::string, SiteConfig>& sites);

}  // namespace muster
