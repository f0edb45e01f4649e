// What the port numbers of a forwarding table are. RFC 4188 and 4363 say bridge ports, some agents
// tell ifIndexes; both may be numbers that there are.
#pragma once
#include <map>
#include <set>
#include <span>
#include <vector>

#include "collect/switch/ladder.h"
#include "collect/switch/vlans.h"

namespace muster::switches {

// What besides the table says where a MAC or a VLAN is.
struct Witness {
  std::map<Mac, std::set<uint32_t>> heard;  // ifIndexes of the ports where LLDP or CDP told it
  std::map<uint32_t, Membership> members;   // by ifIndex
};

struct NumberedRow {
  Mac mac;
  uint32_t port = 0;
  int vlan = 0;  // 0 not known
  const Ladder* ladder = nullptr;
};

enum class Reading {
  bridge_port,
  bridge_port_or_index,  // what is no bridge port is an ifIndex: agents leave aggregates out
  if_index,
  none,  // neither
};

// Weighs the table as a whole. `prior`: what this device is known to tell where nothing decides.
Reading weigh(std::span<const NumberedRow> rows, const Interfaces& interfaces,
              const Witness& witness, Reading prior);

// The interface of a row.
Place place_by(Reading reading, const Ladder& ladder, uint32_t port);

}  // namespace muster::switches
