#include "correlate/sight.h"

#include <algorithm>

namespace muster {
namespace {

auto forwarded_order(const Sight& sight) {
  const auto& table = sight.seen->forwarding;
  const Forwarded& row = *sight.forwarded;
  return std::tie(row.mac, table.vlans(row), table.port(row), row.reserved);
}

}  // namespace

std::span<const Cidr> Sight::addresses() const {
  return fact ? addresses_of(*fact) : std::span<const Cidr>{};
}

std::span<const int> Sight::vlans() const {
  return fact ? vlans_of(*fact) : seen->forwarding.vlans(*forwarded);
}

NameFacts Sight::names() const {
  if (fact) return names_of(*fact);
  const std::string& name = seen->forwarding.name(forwarded->mac);
  if (name.empty()) return {};
  return {{name, NameSource::static_lease}};
}

bool operator<(const Sight& a, const Sight& b) {
  const auto place = [](const Sight& sight) {
    return std::tuple(sight.kind(), std::string_view(sight.source()),
                      std::string_view(sight.site()));
  };
  if (place(a) != place(b)) return place(a) < place(b);
  if (a.fact && b.fact) return std::tie(*a.fact, a.mac) < std::tie(*b.fact, b.mac);
  return !a.fact && !b.fact && forwarded_order(a) < forwarded_order(b);
}

bool lists_itself(const Sight& sight) {
  return sight.kind() == FactKind::guest || sight.kind() == FactKind::device;
}

bool shows_presence(const Sight& sight) { return !sight.fact || shows_presence(*sight.fact); }

bool Group::authoritative() const {
  return std::any_of(sights.begin(), sights.end(), lists_itself);
}

const std::string& Group::site() const {
  const auto told = std::find_if(sights.begin(), sights.end(), lists_itself);
  return (told == sights.end() ? sights.front() : *told).site();
}

}  // namespace muster
