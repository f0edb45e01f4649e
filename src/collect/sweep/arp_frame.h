// ARP on Ethernet (RFC 826) as bytes.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/ip.h"
#include "model/mac.h"

namespace muster {

struct ArpFrame {
  bool reply = false;  // otherwise a request
  Mac sender;
  Ip sender_ip;  // 0.0.0.0 in a probe (RFC 5227)
  Mac target;
  Ip target_ip;
  bool operator==(const ArpFrame&) const = default;
};

// nullopt: no untagged ARP request or reply for Ethernet and IPv4.
std::optional<ArpFrame> parse_arp(std::string_view frame);

// A broadcast that asks who has `target`, with Ethernet's least length.
std::string render_arp_request(Mac own, const Ip& sender, const Ip& target);

}  // namespace muster
