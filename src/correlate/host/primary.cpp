#include "correlate/host/primary.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace muster {
namespace {

std::vector<Cidr> addresses_of(const Observed& observed, bool v6) {
  std::vector<Cidr> all;
  for (const Interface& interface : observed.interfaces) {
    for (const Cidr& address : interface.addresses) {
      if (address.ip.v6 == v6 && is_host_address(address.ip)) all.push_back(address);
    }
  }
  return all;
}

// What stood for the host in its file.
std::optional<Ip> earlier(const Observed& before, bool v6) {
  for (const Cidr& one : before.primary) {
    if (one.ip.v6 == v6) return one.ip;
  }
  const auto all = addresses_of(before, v6);
  return all.empty() ? std::nullopt : std::optional(all.front().ip);
}

// What sources say of the addresses of a host.
struct Told {
  std::set<Ip> reserved;  // by a static lease
  std::map<Ip, std::set<std::string_view>> sources;

  explicit Told(const Group& group) {
    for (const Sight& sight : group.sights) {
      const bool fixed = sight.as<LeaseFact>() && sight.fixed();
      for (const Cidr& address : sight.addresses()) {
        sources[address.ip].insert(sight.source());
        if (fixed) reserved.insert(address.ip);
      }
    }
  }

  size_t count(const Ip& ip) const {
    const auto found = sources.find(ip);
    return found == sources.end() ? 0 : found->second.size();
  }
};

}  // namespace

std::vector<Cidr> choose_primary(const Observed& before, const Observed& now, const Group& group) {
  std::vector<Cidr> chosen;
  const Told told(group);
  for (const bool v6 : {false, true}) {
    const auto all = addresses_of(now, v6);
    if (all.size() < 2) continue;
    const auto stood = earlier(before, v6);
    const auto order = [&](const Cidr& one) {
      return std::tuple(!told.reserved.contains(one.ip), one.ip != stood,
                        -static_cast<long>(told.count(one.ip)), one);
    };
    chosen.push_back(*std::min_element(
        all.begin(), all.end(), [&](const Cidr& a, const Cidr& b) { return order(a) < order(b); }));
  }
  return chosen;
}

}  // namespace muster
