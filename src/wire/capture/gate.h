// What muster-capture lets out: requests that ask who is there, in the interface's own name.
#pragma once
#include <string_view>

#include "model/mac.h"

namespace muster {

constexpr size_t least_frame = 42;  // Ethernet and ARP
constexpr size_t most_frame = 128;

// True for an ARP request (RFC 826), an ICMPv6 echo request (RFC 4443) or a neighbour solicitation
// (RFC 4861), without VLAN tag or IPv6 extension headers, whose source MACs are all `own`.
bool may_send(std::string_view frame, Mac own);

}  // namespace muster
