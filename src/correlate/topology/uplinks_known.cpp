// How host files say that polled switches hang on each other.
#include "correlate/topology/uplinks.h"

#include <algorithm>

namespace muster {

namespace {

bool is_spoken(const Attachment& place) {
  return has_evidence(place, EvidenceKind::lldp) || has_evidence(place, EvidenceKind::cdp);
}

// Whether what was at the place was polled, and forwarded frames.
bool is_switch(const Observed& observed, const Attachment& place) {
  const auto& roles = observed.roles;
  const bool by_role = std::find(roles.begin(), roles.end(), "switch") != roles.end();
  return has_evidence(place, EvidenceKind::switch_mac) || (by_role && is_spoken(place));
}

}  // namespace

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
      if (lower.empty() && is_switch(observed, place))
        silent_[{*upper.begin(), place.port}] = observed.name;
    }
  }
}

void Uplinks::join_again(size_t upper, const Attachment& place, size_t lower) {
  const bool way = is_spoken(place) || has_evidence(place, EvidenceKind::switch_mac);
  const auto seen = sees_[upper].find(lower);
  const bool elsewhere = joins_[upper].contains(lower) ||
                         (seen != sees_[upper].end() && !seen->second.contains(place.port));
  if (way && !elsewhere && upper != lower) {
    joins_[upper][lower].insert({place.port, EvidenceKind::told});
  }
}

}  // namespace muster
