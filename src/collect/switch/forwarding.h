// The forwarding tables of a switch: every row received is placed on a port or rejected with a
// reason.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "collect/switch/reading.h"

namespace muster::switches {

struct Placed {
  Mac mac;
  uint32_t if_index = 0;  // of the aggregate where the port is a member of one
  std::string rule;
  std::vector<int> vlans;  // sorted
  auto operator<=>(const Placed&) const = default;
};

struct Forwarding {
  size_t received = 0;  // = rows + Σ rejected
  std::vector<Placed> rows;
  std::map<std::string, size_t> rejected;
  std::vector<Mac> own;                      // rows by which the switch names itself; sorted
  std::map<uint32_t, size_t> unknown_ports;  // rows by a port number that leads nowhere
  bool understood() const;                   // not a table of which no row could be read or placed
};

Forwarding decode_forwarding(const Told& told, const Profile& profile, const Interfaces& interfaces,
                             const Witness& witness);

}  // namespace muster::switches
