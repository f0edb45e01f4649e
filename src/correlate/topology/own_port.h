// By which of its own ports a switch is plugged in.
#pragma once
#include <string>

#include "correlate/topology/bridges.h"
#include "correlate/topology/uplinks.h"

namespace muster {

// The port of `link.lower` that is wired to `link.port` of `link.upper`: as both say by LLDP or
// CDP, or as one does while the other says nothing of it. "" where they differ, where a port hears
// somebody else, too, as behind a switch that speaks none of these, and of an aggregate, which is
// several wires.
std::string own_port(const Bridges& bridges, const Downlink& link);

}  // namespace muster
