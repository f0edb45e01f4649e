// Hosts across routers: by ICMP echo, then by TCP.
#pragma once
#include <stop_token>
#include <vector>

#include "config/config.h"
#include "core/error.h"
#include "model/ip.h"
#include "model/observation.h"
#include "wire/wires.h"

namespace muster {

// One fact (FactKind::probe, alive, host-width address, never a MAC) for each target that answers,
// by address; source, site and names are left to the caller. Each target once. Targets in a network
// that this machine is attached to are left out: the kernel would look for them all in its
// neighbour table, which is small. `config` gives rate, retries and TCP ports.
std::vector<ProbeFact> probe_offlink(const SweepConfig& config, std::vector<Ip> targets,
                                     Wires& wires, std::stop_token stop, Diagnostics& trouble);

}  // namespace muster
