// Where an agent listens: the text people write, and the socket address it stands for.
#pragma once
#include <optional>
#include <string>

#include "core/error.h"

namespace muster {

struct SnmpAddress {
  std::string host;  // a name or an address, without brackets
  int port = 161;
};

// "sw1.example", "10.20.0.4:1161", "2001:db8::4", "[2001:db8::4]:1161"
std::optional<SnmpAddress> parse_snmp_address(std::string_view text);

// As net-snmp takes it, "udp:10.20.0.4:161" or "udp6:[2001:db8::4]:161". Asks the resolver for a
// name, and may wait for it. Error when there is no such name.
std::string resolve_snmp_address(const std::string& text);

}  // namespace muster
