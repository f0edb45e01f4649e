// MikroTik RouterOS over REST or its API. Reads only.
#pragma once
#include "collect/collector.h"

namespace muster {

Observation collect_mikrotik(const Source& source, Wires& wires, std::stop_token stop);

}  // namespace muster
