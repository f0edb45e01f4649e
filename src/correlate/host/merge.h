// From the facts of one host to what its file says.
#pragma once
#include "config/config.h"
#include "correlate/host/memory.h"
#include "correlate/host/subnets.h"
#include "correlate/identity/identity.h"
#include "model/host.h"
#include "model/oui.h"

namespace muster {

struct Surroundings {
  const Config& config;
  const OuiTable& vendors;
  const Subnets& subnets;
};

// All but the places (correlate/placement.h). The group's facts alone; `before` gives only
// names of interfaces and breaks ties.
Observed observe(const Group& group, const Observed* before, const Surroundings& around,
                 Memory& memory);

}  // namespace muster
