// How host files say that polled switches hang on each other.
#include "correlate/topology/uplinks.h"

namespace muster {

// A table that was flushed, or a neighbour that was not heard this time, parts no switches.
void Uplinks::join_known(std::span<const Host* const> known) {
  for (const Host* host : known) {
    const Observed& observed = host->observed;
    if (observed.state == State::gone) continue;
    std::set<size_t> lower;
    for (const Interface& interface : observed.interfaces) {
      const auto owner =
          interface.mac ? bridges_.owner(observed.site, *interface.mac) : std::nullopt;
      if (owner) lower.insert(*owner);
    }
    for (const Attachment& place : observed.attached) {
      const auto& named = bridges_.named(observed.site, short_name(place.device));
      if (named.size() != 1 || !bridges_[*named.begin()].port(place.port)) continue;
      if (lower.size() == 1) join_again(*named.begin(), place, *lower.begin());
      if (lower.empty() && has_evidence(place, EvidenceKind::switch_mac)) {
        silent_[{*named.begin(), place.port}] = observed.name;
      }
    }
  }
}

void Uplinks::join_again(size_t upper, const Attachment& place, size_t lower) {
  const bool way = has_evidence(place, EvidenceKind::lldp) ||
                   has_evidence(place, EvidenceKind::cdp) ||
                   has_evidence(place, EvidenceKind::switch_mac);
  const auto seen = sees_[upper].find(lower);
  const bool elsewhere = joins_[upper].contains(lower) ||
                         (seen != sees_[upper].end() && !seen->second.contains(place.port));
  if (way && !elsewhere && upper != lower) {
    joins_[upper][lower].insert({place.port, EvidenceKind::told});
  }
}

}  // namespace muster
