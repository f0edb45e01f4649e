#include "correlate/host/subnets.h"

#include <algorithm>

namespace muster {
namespace {

constexpr int widest_subnet = 24, widest_subnet6 = 64;
constexpr int widest_routed = 8, widest_routed6 = 32;
constexpr int narrowest_routed = 30, narrowest_routed6 = 126;  // links between two routers

bool between(const Cidr& network, int v4, int v6) {
  return network.prefix >= (network.ip.v6 ? v6 : v4);
}

std::optional<int> narrowest(const std::map<std::string, std::set<Cidr>>& all,
                             const std::string& site, const Ip& ip) {
  std::optional<int> best;
  const auto found = all.find(site);
  if (found == all.end()) return best;
  for (const Cidr& network : found->second) {
    if (network.contains(ip)) best = std::max(best.value_or(0), network.prefix);
  }
  return best;
}

bool may_be_routed(const Cidr& network) {
  return between(network, widest_routed, widest_routed6) &&
         network.prefix <= (network.ip.v6 ? narrowest_routed6 : narrowest_routed);
}

// The networks that the interfaces of a router or switch are in.
void add_routed(const Observation& seen, std::set<Cidr>& networks) {
  for (const Fact& fact : seen.facts) {
    if (kind_of(fact) != FactKind::device) continue;
    for (const Cidr& own : addresses_of(fact)) {
      if (may_be_routed(own)) networks.insert({own.network(), own.prefix});
    }
  }
}

}  // namespace

Subnets::Subnets(std::span<const Observation> observations, const Config& config) {
  for (const Observation& seen : observations) add_routed(seen, routed_[seen.site]);
  for (const auto& [slug, site] : config.sites) {
    for (const Cidr& network : site.networks) {
      const bool subnet = between(network, widest_subnet, widest_subnet6);
      (subnet ? listed_ : aggregates_)[slug].insert({network.network(), network.prefix});
    }
  }
}

std::optional<int> Subnets::routed(const std::string& site, const Ip& ip) const {
  return narrowest(routed_, site, ip);
}

std::optional<int> Subnets::listed(const std::string& site, const Ip& ip) const {
  return narrowest(listed_, site, ip);
}

bool Subnets::is_aggregate(const std::string& site, const Cidr& address) const {
  const auto found = aggregates_.find(site);
  return found != aggregates_.end() && found->second.contains({address.network(), address.prefix});
}

}  // namespace muster
