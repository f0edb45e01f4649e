#include "correlate/host/merge.h"

#include <algorithm>

#include "core/list.h"
#include "correlate/host/interfaces.h"
#include "correlate/host/naming.h"
#include "model/host_fields.h"

namespace muster {
namespace {

// Of what several rows tell, the word of the host itself, then of its hypervisor, then of others;
// among equals `before`.
std::string told(const Group& group, std::string Product::*field, const std::string& before) {
  std::pair<int, std::string> best{-1, ""};
  for (const auto& sight : group.sights) {
    const Product* product = sight.fact ? product_of(*sight.fact) : nullptr;
    if (!product || (product->*field).empty()) continue;
    const std::string& word = product->*field;
    const FactKind kind = sight.kind();
    const int rank = kind == FactKind::device ? 2 : kind == FactKind::guest ? 1 : 0;
    const bool better = best.second != before && (word == before || word < best.second);
    if (rank > best.first || (rank == best.first && better)) best = {rank, word};
  }
  return best.second;
}

std::string registered_vendor(const Group& group, const OuiTable& vendors) {
  for (const auto& sight : group.sights) {
    if (sight.kind() == FactKind::guest) return "";
  }
  std::set<Mac> macs;
  for (const auto& sight : group.sights) {
    if (sight.mac) macs.insert(*sight.mac);
  }
  for (const Mac mac : macs) {
    if (std::string vendor = vendors.vendor(mac); !vendor.empty()) return vendor;
  }
  return "";
}

std::optional<GuestFact> guest_of(const Group& group) {
  std::optional<GuestFact> guest;
  for (const auto& sight : group.sights) {
    const auto* nic = sight.as<NicFact>();
    if (nic && (!guest || nic->guest < *guest)) guest = nic->guest;
  }
  return guest;
}

std::vector<std::string> sources_of(const Group& group) {
  std::vector<std::string> sources;
  for (const auto& sight : group.sights) sources.push_back(sight.source());
  sort_unique(sources);
  return sources;
}

}  // namespace

Observed observe(const Group& group, const Observed* before, const Surroundings& around,
                 Memory& memory) {
  static const Observed unknown;
  const Observed& earlier = before ? *before : unknown;
  Observed out;
  out.site = group.site();
  for (const auto& key : group.keys) out.identity.push_back(identity_of(key));
  out.interfaces = interfaces_of(group, earlier.interfaces, around.subnets, memory);
  out.guest = guest_of(group);
  each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (key.told != nullptr) out.*key.member = told(group, key.told, earlier.*key.member);
    }
  });
  if (out.vendor.empty()) out.vendor = earlier.vendor;
  if (out.vendor.empty()) out.vendor = registered_vendor(group, around.vendors);
  out.names = name_candidates(group);
  out.sources = sources_of(group);
  const auto site = around.config.sites.find(out.site);
  out.name = choose_name(out.names, earlier.name,
                         site == around.config.sites.end() ? "" : site->second.domain)
                 .name;
  return out;
}

}  // namespace muster
