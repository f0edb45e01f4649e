// A switch's answers, decoded.
#pragma once
#include <map>
#include <vector>

#include "collect/switch/forwarding.h"
#include "collect/switch/identity.h"
#include "collect/switch/peers.h"

namespace muster::switches {

struct Seen {
  Identity identity;
  Interfaces interfaces;
  Forwarding forwarding;
  std::vector<Neighbor> neighbors;
  std::map<uint32_t, Membership> members;  // by ifIndex
};

Seen decode(const Told& told, const Profile& profile);

}  // namespace muster::switches
