// What an agent holds: rows sorted by OID, their values as BER.
#pragma once
#include <filesystem>
#include <map>

#include "snmp_ber.h"

namespace muster::lab {

struct Row {
  Oid oid;
  std::string value;  // a whole BER element
};
using Rows = std::vector<Row>;
// By VLAN or context, "" the agent's own.
using Views = std::map<std::string, Rows>;

Rows read_snmprec(const std::filesystem::path& file);
// NAME.snmprec and NAME@CONTEXT.snmprec of a folder.
std::map<std::string, Views> read_agents(const std::filesystem::path& folder);

// Switch `number` (from 1): 48 ports, an uplink, and `macs` addresses in VLAN 10 (Q-BRIDGE).
Rows generate_switch(int number, int macs);

}  // namespace muster::lab
