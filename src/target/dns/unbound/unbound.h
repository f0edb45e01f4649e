// A local Unbound: one included file with local-zone and local-data lines.
#pragma once
#include <memory>

#include "target/target.h"

namespace muster {

std::unique_ptr<TargetReader> unbound_reader(const UnboundConfig& config, const Secrets& secrets,
                                             ReadWires wires);
std::unique_ptr<TargetWriter> unbound_writer(const UnboundConfig& config, const Secrets& secrets,
                                             Wires& wires);

}  // namespace muster
