// Switches, their ports and what is plugged in, as trees: what the host files tell, as a whole.
#pragma once
#include <string>
#include <vector>

#include "inventory/inventory.h"

namespace muster {

struct TopologyPort {
  std::string name;
  std::vector<const HostFile*> hosts;  // by name; without the switches behind it
  std::vector<size_t> switches;        // places in SiteTopology::switches
};

struct TopologySwitch {
  std::string name;
  std::vector<std::string> told;    // what hosts say that they are plugged in, sorted
  const HostFile* file = nullptr;   // its own host file, where there is one
  std::vector<TopologyPort> ports;  // by name, numbers as numbers
  bool top = true;                  // behind no other switch

  size_t hosts() const;
};

// The present hosts of a site. No switch is behind itself, whatever the host files say.
struct SiteTopology {
  std::string site;
  std::vector<TopologySwitch> switches;  // by name
  size_t placed = 0;                     // hosts that are no switches, on a port
  size_t unplaced = 0;                   // hosts that no switch knows
};

// By site; sites without a switch are left out. Points into `inventory`.
std::vector<SiteTopology> topology_of(const Inventory& inventory);

}  // namespace muster
