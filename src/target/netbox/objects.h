// What a NetBox holds, whoever made it: for a comparison.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "target/target.h"

namespace muster {

struct NetboxObject {
  std::string kind;  // "device", "virtual-machine", "ip-address"
  std::string native;
  std::string label;  // its name; an address with its mask
  std::string site;   // of the configuration
  std::string on;     // an address: the device or VM it is on, "" = none
  std::string host;   // id of the host it was made for, "" = not muster's
};

// Devices and VMs at sites of the configuration, and addresses of no VRF in the networks of those.
std::vector<NetboxObject> netbox_objects(const NetboxConfig& netbox, const Secrets& secrets,
                                         const Config& config, ReadWires wires,
                                         std::stop_token stop);

}  // namespace muster
