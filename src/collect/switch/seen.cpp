#include "collect/switch/seen.h"

#include <utility>

namespace muster::switches {
namespace {

Witness witness_of(const Seen& seen) {
  Witness witness;
  witness.members = seen.members;
  for (const Neighbor& one : seen.neighbors) {
    if (!one.named) continue;
    if (one.mac) witness.heard[*one.mac].insert(one.if_index);
    if (one.peer.port_mac) witness.heard[*one.peer.port_mac].insert(one.if_index);
  }
  return witness;
}

}  // namespace

Seen decode(const Told& told, const Profile& profile) {
  Seen seen;
  seen.identity = decode_identity(told.base, profile);
  seen.interfaces = decode_interfaces(told.base);
  const Ladder ladder(told.base, told.base, seen.interfaces, profile);
  seen.members = decode_membership(told.base, profile, ladder);
  seen.neighbors = decode_lldp(told.base, profile, seen.interfaces, ladder);
  for (Neighbor& one : decode_cdp(told.base, seen.interfaces)) {
    seen.neighbors.push_back(std::move(one));
  }
  seen.forwarding = decode_forwarding(told, profile, seen.interfaces, witness_of(seen));
  return seen;
}

}  // namespace muster::switches
