// The interfaces of a switch, and which of them are members of an aggregate.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collect/switch/profiles.h"
#include "collect/switch/tables.h"
#include "model/ip.h"
#include "model/mac.h"

namespace muster::switches {

// A row of the interface table (RFC 2863).
struct IfRow {
  std::string name;         // unique on the switch
  std::string description;  // ifAlias
  std::string told;         // ifDescr
  uint32_t type = 0;        // IANAifType
  long long mtu = 0;        // ifMtu, as mtu_of()
  std::optional<Mac> mac;
  std::vector<Cidr> addresses;  // sorted
  uint32_t lag = 0;             // ifIndex of the aggregate it is a member of, 0 none
  bool down = false;            // and so learns nothing

  bool can_bridge() const;
  bool aggregate() const;
};

using Interfaces = std::map<uint32_t, IfRow>;  // by ifIndex

Interfaces decode_interfaces(const Tables& tables);

// dot1dBasePortIfIndex: base port → ifIndex.
std::map<uint32_t, uint32_t> decode_base_ports(const Tables& tables);

}  // namespace muster::switches
