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

  Place find(uint32_t port) const;
  // Of a table whose ports are ifIndexes.
  Place known(uint32_t if_index) const;

 private:
  const Interfaces& interfaces_;
  const Profile& profile_;
  std::map<uint32_t, uint32_t> base_ports_;
  std::set<uint32_t> values_;
};

}  // namespace muster::switches
