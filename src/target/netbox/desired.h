// What approved, present hosts become in NetBox. Pure.
#pragma once
#include <span>
#include <unordered_set>
#include <vector>

#include "config/config.h"
#include "inventory/inventory.h"
#include "plan/resource.h"

namespace muster::netbox {

// In the order of kinds(). Of an address that two hosts claim the
// second is a collision.
// A field that is not there is one muster has no opinion of.
// Without cables for ports that are `taken`, and with what nobody is sure to have gone: of hosts
// that are there, cables whose placement is in doubt, and ports of which nothing but their name is
// known.
std::vector<Resource> with_what_stays(std::vector<Resource> desired, const Snapshot& actual,
                                      const std::unordered_set<Key>& taken);

// `also`: what is made beside hosts, of netbox_extras.
std::vector<Resource> desired(std::span<const HostFile* const> hosts, const Config& config,
                              std::span<const std::string> also);

// A machine is on a device only where that is ours, or can be had, and in the same cluster.
std::vector<Resource> with_nodes(std::vector<Resource> desired, const Snapshot& actual);

// A mask that nobody told is that of NetBox's most specific prefix, where it has one.
std::vector<Resource> with_masks(std::vector<Resource> desired,
                                 std::span<const std::pair<std::string, Cidr>> prefixes);

}  // namespace muster::netbox
