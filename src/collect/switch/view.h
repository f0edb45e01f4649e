// The ports of a switch as placement sees them.
#pragma once
#include "collect/switch/forwarding.h"
#include "collect/switch/identity.h"
#include "collect/switch/peers.h"
#include "model/topology.h"

namespace muster::switches {

struct Seen {  // everything decoded
  Identity identity;
  Interfaces interfaces;
  Forwarding forwarding;
  std::vector<Neighbor> neighbors;
};

// Without source, name and whole.
SwitchView view_of(const Told& told, const Profile& profile, const Seen& seen);

}  // namespace muster::switches
