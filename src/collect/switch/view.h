// The ports of a switch as placement sees them.
#pragma once
#include "collect/switch/seen.h"
#include "model/topology.h"

namespace muster::switches {

// Without source, name and whole.
SwitchView view_of(const Told& told, const Profile& profile, const Seen& seen);

}  // namespace muster::switches
