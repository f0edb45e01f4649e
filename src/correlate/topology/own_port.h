// By which of its own ports a switch is plugged in.
#pragma once
#include <string>
#include <vector>

#include "correlate/topology/bridges.h"
#include "correlate/topology/uplinks.h"

namespace muster {

struct Wire {
  std::string own;    // port of the lower switch
  std::string there;  // port of the upper one
  auto operator<=>(const Wire&) const = default;
};

// The wires from ports of `link.lower` to `link.port` of `link.upper` or, where that is an
// aggregate, to its members, sorted: as both ends say by LLDP or CDP, or as one does while the
// other says nothing of it. None where they differ, and none of a port that hears somebody else,
// too, as behind a switch that speaks none of these.
std::vector<Wire> wires_of(const Bridges& bridges, const Downlink& link);

}  // namespace muster
