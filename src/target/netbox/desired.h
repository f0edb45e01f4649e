// What approved, present hosts become in NetBox. Pure.
#pragma once
#include <span>
#include <vector>

#include "config/config.h"
#include "inventory/inventory.h"
#include "plan/resource.h"

namespace muster::netbox {

// In the order of kinds(). An address or name that two hosts claim is given to the first.
// A field that is not there is one muster has no opinion of.
std::vector<Resource> desired(std::span<const HostFile* const> hosts, const Config& config);

}  // namespace muster::netbox
