// The interfaces of a host out of its facts.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "correlate/identity/identity.h"
#include "model/host.h"

namespace muster {

// Names: the hypervisor's or the device's own, else the one `before` has for the MAC, else what
// neighbours heard, else eth0, eth1, … by MAC. Prefix lengths that no row told come from
// `networks`. Addresses count while they are in use or reserved; link-local ones do not.
std::vector<Interface> interfaces_of(const Group& group, std::span<const Interface> before,
                                     std::span<const Cidr> networks);

// By name, with numbers in names as numbers, then by MAC; names made different where they are not.
void sort_interfaces(std::vector<Interface>& interfaces);

// Adds to `addresses`, one entry an address.
void add_address(std::vector<Cidr>& addresses, const Cidr& address);

}  // namespace muster
