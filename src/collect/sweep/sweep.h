// Asks every address of the source's networks: ARP and IPv6 neighbour discovery where an interface
// of this machine is on the link, probes across routers elsewhere; then asks the living for names.
#pragma once
#include "collect/collector.h"

namespace muster {

std::vector<Observation> collect_sweep(std::span<const Source> sources,
                                       std::span<const Observation> earlier, Wires& wires,
                                       std::stop_token stop);

}  // namespace muster
