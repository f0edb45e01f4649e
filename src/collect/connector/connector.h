// A source that a connector file describes. Reads only: GET, and the POSTs that the file names.
#pragma once
#include "collect/collector.h"

namespace muster {

Observation collect_connector(const Source& source, Wires& wires, std::stop_token stop);

}  // namespace muster
