// How host files say that polled switches hang on each other.
#include "correlate/topology/uplinks.h"

namespace muster {

// The polled switches that a host is.
std::set<size_t> Uplinks::bridges_of(const Observed& observed) const {
  std::set<size_t> found;
  for (const Interface& interface : observed.interfaces) {
    if (!interface.mac) continue;
    if (const auto bridge = bridges_.owner(observed.site, *interface.mac)) found.insert(*bridge);
  }
  return found;
}

// A table that was flushed, or a neighbour that was not heard this time, parts no switches.
void Uplinks::join_known(std::span<const Host* const> known) {
  for (const Host* host : known) {
    const Observed& observed = host->observed;
    const bool gone = observed.state == State::gone;
    if (gone || observed.attached.empty()) continue;
    const auto lower = bridges_of(observed);
    for (const Attachment& place : observed.attached) {
      const auto& upper = bridges_.named(observed.site, short_name(place.device));
      if (upper.size() != 1 || !bridges_[*upper.begin()].port(place.port)) continue;
      if (lower.size() == 1) join_again(*upper.begin(), place, *lower.begin());
      const bool silent = lower.empty() && has_evidence(place, EvidenceKind::switch_mac);
      if (silent) silent_[{*upper.begin(), place.port}] = observed.name;
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
