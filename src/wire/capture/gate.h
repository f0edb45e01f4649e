// What muster-capture lets out: requests that ask who is there, in the interface's own name. A
// neighbour writes the sender of a request into its tables, so the sender is nobody else.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include <vector>

#include "model/mac.h"

namespace muster {

constexpr size_t least_frame = 42;  // Ethernet and ARP
constexpr size_t most_frame = 128;

// The interface: its MAC, and its addresses as the 4 or 16 bytes they are.
struct Sender {
  Mac mac;
  std::vector<std::string> addresses;
};

// True for an ARP request (RFC 826), an ICMPv6 echo request (RFC 4443) or a neighbour solicitation
// (RFC 4861), without VLAN tag or IPv6 extension headers, whose source MACs are all `own`, and
// whose sender is an address of `own` or, in a probe (RFC 5227, RFC 4862 §5.4.2), nobody.
bool may_send(std::string_view frame, const Sender& own);

}  // namespace muster
