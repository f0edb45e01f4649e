// NetBox 4.2 to 4.7: devices, virtual machines, interfaces, MAC and IP addresses and what they
// need, by natural keys. Ownership: tag `muster` to filter by, custom field `muster_id` (not
// cloneable) with the host id as the proof.
#pragma once
#include <memory>
#include <string_view>

#include "target/target.h"

namespace muster {

std::unique_ptr<TargetReader> netbox_reader(const NetboxConfig& config, const Secrets& secrets,
                                            ReadWires wires);
// Of what TargetReader::save() gave; asks nothing of the network.
std::unique_ptr<TargetReader> netbox_saved(const NetboxConfig& config, std::string_view saved,
                                           ReadWires wires);
std::unique_ptr<TargetWriter> netbox_writer(const NetboxConfig& config, const Secrets& secrets,
                                            Wires& wires);

}  // namespace muster
