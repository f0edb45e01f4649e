// Proxmox VE over its API. Reads only; the one POST it sends is for a login ticket.
#pragma once
#include "collect/collector.h"

namespace muster {

Observation collect_proxmox(const Source& source, Wires& wires, std::stop_token stop);

}  // namespace muster
