// Collector `switch`: switches and routers by SNMP, all in one conversation.
#pragma once
#include "collect/collector.h"

namespace muster {

std::vector<Observation> collect_switches(std::span<const Source> sources,
                                          std::span<const Observation> earlier, Wires& wires,
                                          std::stop_token stop);

}  // namespace muster
