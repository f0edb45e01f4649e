// LLDP and CDP neighbours.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "collect/switch/ladder.h"
#include "model/topology.h"

namespace muster::switches {

struct Neighbor {
  Peer peer;
  uint32_t if_index = 0;   // of the port that heard it, 0 unknown
  bool named = false;      // the port is known by its name or ifIndex, not by a number that counts
  std::optional<Mac> mac;  // of the neighbour: its chassis, else its port
  std::string name;        // fit to be its name; "" where what it tells is cut or none
  std::string interface;   // what it calls the one it spoke from; "" where it tells but a MAC
};

std::vector<Neighbor> decode_lldp(const Tables& tables, const Profile& profile,
                                  const Interfaces& interfaces, const Ladder& ladder);
std::vector<Neighbor> decode_cdp(const Tables& tables, const Interfaces& interfaces);

}  // namespace muster::switches
