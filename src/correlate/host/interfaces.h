// The interfaces of a host out of its facts.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "correlate/host/memory.h"
#include "correlate/host/subnets.h"
#include "correlate/identity/identity.h"
#include "model/host.h"

namespace muster {

// Names: the hypervisor's or the device's own, else the one `before` has for the MAC, else what
// neighbours heard, else eth0, eth1, … by MAC. Prefix lengths that no row told come from
// `subnets`, else from `before`; without either they are not known, and the address has host width.
// Addresses count while they are in use or reserved; link-local ones do not, nor do temporary ones
// (RFC 8981): those with a random identifier beside a steady address of the host in the same /64,
// or beside one that `before` has or that was seen for longer than temporary ones live.
std::vector<Interface> interfaces_of(const Group& group, std::span<const Interface> before,
                                     const Subnets& subnets, Memory& memory);

// Whether an interface that has one of them may have got the other in its place: IPv4, or one /64.
bool is_beside(const Ip& a, const Ip& b);

// By name, with numbers in names as numbers, then by MAC; names made different where they are not.
void sort_interfaces(std::vector<Interface>& interfaces);

// Adds to `addresses`, one entry an address.
void add_address(std::vector<Cidr>& addresses, const Cidr& address);

}  // namespace muster
