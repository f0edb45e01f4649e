// What approved, present hosts become in NetBox. Pure.
#pragma once
#include <span>
#include <vector>

#include "config/config.h"
#include "inventory/inventory.h"
#include "plan/resource.h"

namespace muster::netbox {

// In the order of kinds(). Of an address that two hosts claim the
// second is a collision.
// A field that is not there is one muster has no opinion of.
std::vector<Resource> desired(std::span<const HostFile* const> hosts, const Config& config);

// A mask that nobody told is that of NetBox's most specific prefix, where it has one.
std::vector<Resource> with_masks(std::vector<Resource> desired, std::span<const Cidr> prefixes);

}  // namespace muster::netbox
