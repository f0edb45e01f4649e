// SNMP values and indexes as muster's values. Everything may be anything: what is not understood
// is nothing.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "model/ip.h"
#include "model/mac.h"
#include "wire/snmp/snmp.h"

namespace muster::switches {

inline constexpr uint32_t kChassisIsMac = 4;  // LldpChassisIdSubtype macAddress

// clean()ed, to the first NUL: agents send their whole buffer, and no DisplayString (RFC 2579) has
// one.
std::string text_of_octets(std::string_view octets);
std::string text_of(const SnmpValue& value);                   // "" when not octets
std::optional<uint32_t> number_of(const SnmpValue& value);     // not negative
std::optional<Mac> mac_of(const SnmpValue& value);             // as mac_of_octets()
std::optional<Mac> mac_of_octets(std::string_view octets);     // 6; 7 with a length first; or text
std::optional<Mac> mac_at(const Oid& index, size_t position);  // six parts of an index
std::optional<Ip> ip_of_octets(std::string_view octets);       // 4 or 16

// InetAddressType and InetAddress at `position` of an index, to its end; agents leave the length of
// the address out or add a zone.
std::optional<Ip> inet_at(const Oid& index, size_t position);

// The forwarding database and MAC of an index that ends in a MAC: what stands before it.
struct MacIndex {
  Mac mac;
  Oid before;  // without the length that some agents put before the MAC
};
// `before` is how many parts are to stand before the MAC. nullopt when there are others.
std::optional<MacIndex> parse_mac_index(const Oid& index, size_t before);

// A PortList (RFC 4363): bits from the first port on, most significant first. With `text`, decimal
// numbers with commas are accepted as well.
std::set<uint32_t> port_list(std::string_view octets, bool text = false);

}  // namespace muster::switches
