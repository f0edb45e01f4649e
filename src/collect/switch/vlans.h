// Which VLANs a forwarding database serves, and which pass a port.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "collect/switch/ladder.h"
#include "collect/switch/profiles.h"
#include "collect/switch/tables.h"

namespace muster::switches {

constexpr uint32_t kMostVlan = 4094;

bool is_vlan(uint32_t number);           // 1 to 4094
bool is_reserved_vlan(uint32_t number);  // 1002 to 1005: token ring and FDDI

class FdbVlans {
 public:
  FdbVlans(const Tables& tables, const Profile& profile);
  // Sorted; none where it is not known.
  std::vector<int> of(uint32_t fdb_id) const;
  // Whether one database serves all VLANs: its id then says nothing of a row.
  bool shared() const { return !id_is_vlan_ && vlans_.size() == 1; }

 private:
  void read_map(const Tables& tables);
  void read_vendor_map(const Tables& tables);
  void assume(const Tables& tables, FdbIdRule rule);

  bool id_is_vlan_ = false;
  std::map<uint32_t, std::set<int>> vlans_;
};

struct Membership {
  std::set<int> vlans;
  bool tagged = false;
  bool whole = false;  // all VLANs that pass, not the one of untagged frames alone
};

// By ifIndex.
std::map<uint32_t, Membership> decode_membership(const Tables& tables, const Profile& profile,
                                                 const Ladder& ladder);

// VLANs that have a context of their own (Cisco): operational, and not reserved.
std::vector<int> context_vlans(const Tables& tables);

}  // namespace muster::switches
