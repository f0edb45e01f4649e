// From the port number of a forwarding row to an interface: the rungs, best first.
#pragma once
#include <map>
#include <set>

#include "collect/switch/interfaces.h"

namespace muster::switches {

struct Place {
  uint32_t if_index = 0;           // 0 where there is none
  const char* rule = nullptr;      // the rung that found it
  const char* rejected = nullptr;  // or why there is none
};

class Ladder {
 public:
  // Of one context; a VLAN's own base ports stand before those of `base`. All borrowed.
  Ladder(const Tables& context, const Tables& base, const Interfaces& interfaces,
         const Profile& profile);

  // Of a number that counts bridge ports.
  Place find(uint32_t port) const;
  // Of a number that is the ifIndex of a port.
  Place as_index(uint32_t number) const;
  // Of a table whose ports are ifIndexes, also of what is no port.
  Place known(uint32_t if_index) const;
  // The interface that port lists, PVIDs and the spanning tree mean, 0 none. They count bridge
  // ports, some agents from 0; where no bridge ports are told they count interfaces.
  uint32_t listed(uint32_t port) const;

  bool is_bridge_port(uint32_t port) const { return base_ports_.contains(port); }
  bool maps() const { return !base_ports_.empty(); }  // bridge ports are told
  bool has_bridge_port(uint32_t if_index) const { return values_.contains(if_index); }

 private:
  const Interfaces& interfaces_;
  const Profile& profile_;
  std::map<uint32_t, uint32_t> base_ports_;
  std::set<uint32_t> values_;
};

}  // namespace muster::switches
