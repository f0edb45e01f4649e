// A PowerDNS: the record sets of its zones that carry muster's comment. Zones are made and kept by
// people.
#pragma once
#include <memory>

#include "target/target.h"

namespace muster {

std::unique_ptr<TargetReader> powerdns_reader(const PowerDnsConfig& config, const Secrets& secrets,
                                              ReadWires wires);
std::unique_ptr<TargetWriter> powerdns_writer(const PowerDnsConfig& config, const Secrets& secrets,
                                              Wires& wires);

}  // namespace muster
