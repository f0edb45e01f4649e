// What NetBox documents, as the hosts it could be kept by: for an inventory that begins with it.
#pragma once
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/host.h"
#include "target/target.h"

namespace muster {

struct Imported {
  std::vector<Host> hosts;                // by site and name; approved and to be adopted
  std::map<std::string, size_t> skipped;  // reason → devices and VMs
};

// Devices and VMs that are not muster's, at sites of the configuration, with a role that one of
// its classifications gives.
Imported import_netbox(const NetboxConfig& netbox, const Secrets& secrets, const Config& config,
                       ReadWires wires, std::stop_token stop);

}  // namespace muster
