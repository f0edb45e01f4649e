#include "collect/switch/vlans.h"

#include <algorithm>

#include "collect/switch/values.h"

namespace muster::switches {
namespace {

// The tables of VLANs by their index, some with a TimeMark or a component id before the VLAN.
uint32_t vlan_at_end(const SnmpRow& row) { return row.index.empty() ? 0 : row.index.back(); }

std::set<uint32_t> ids_seen(const Tables& tables) {
  std::set<uint32_t> ids;
  for (const SnmpRow& row : tables.rows(Column::q_port)) {
    if (const auto index = parse_mac_index(row.index, 1)) ids.insert(index->before[0]);
  }
  for (const SnmpRow& row : tables.rows(Column::ieee_port)) {
    if (const auto index = parse_mac_index(row.index, 2)) ids.insert(index->before[1]);
  }
  ids.erase(0);
  return ids;
}

std::set<uint32_t> vlans_known(const Tables& tables) {
  std::set<uint32_t> vlans;
  for (const Column column :
       {Column::vlan_egress, Column::ieee_vlan_egress, Column::static_egress, Column::static_name,
        Column::ieee_static_egress, Column::ieee_static_name, Column::vlan_fdb_id}) {
    for (const SnmpRow& row : tables.rows(column)) vlans.insert(vlan_at_end(row));
  }
  for (const SnmpRow& row : tables.rows(Column::pvid)) {
    vlans.insert(number_of(row.value).value_or(0));
  }
  std::erase_if(vlans, [](uint32_t vlan) { return !is_vlan(vlan); });
  return vlans;
}

// The VLAN index of older Juniper switches is their own number for it.
uint32_t real_vlan(const Tables& tables, uint32_t index) {
  for (const SnmpRow& row : tables.rows(Column::jnx_ex_tag)) {
    if (!row.index.empty() && row.index.back() == index) return number_of(row.value).value_or(0);
  }
  return index;
}

class Members {
 public:
  Members(const Tables& tables, const Profile& profile, const Ladder& ladder)
      : tables_(tables), profile_(profile), ladder_(ladder) {}

  std::map<uint32_t, Membership> read() && {
    read_lists(Column::vlan_egress, Column::vlan_untagged);
    read_lists(Column::ieee_vlan_egress, Column::ieee_vlan_untagged);
    read_lists(Column::static_egress, Column::static_untagged);
    read_lists(Column::ieee_static_egress, Column::ieee_static_untagged);
    read_cisco();
    read_pvids();
    return std::move(all_);
  }

 private:
  std::set<uint32_t> ports_of(const SnmpRow& row) const {
    if (row.value.type != SnmpType::octets) return {};
    return port_list(row.value.octets, profile_.port_text);
  }

  void read_lists(Column egress, Column untagged) {
    std::map<uint32_t, std::set<uint32_t>> bare;
    for (const SnmpRow& row : tables_.rows(untagged)) bare[vlan_at_end(row)] = ports_of(row);
    for (const SnmpRow& row : tables_.rows(egress)) {
      const uint32_t vlan = real_vlan(tables_, vlan_at_end(row));
      if (!is_vlan(vlan)) continue;
      const std::set<uint32_t>& plain = bare[vlan_at_end(row)];
      for (const uint32_t port : ports_of(row)) {
        const uint32_t index = ladder_.listed(port);
        if (index != 0) add(index, vlan, !plain.contains(port));
      }
    }
  }

  void add(uint32_t if_index, uint32_t vlan, bool tagged) {
    Membership& member = all_[if_index];
    member.vlans.insert(static_cast<int>(vlan));
    member.tagged = member.tagged || tagged;
    member.whole = true;
  }

  // CISCO-VLAN-MEMBERSHIP-MIB has access ports, CISCO-VTP-MIB the trunks: bit n of a map is VLAN n,
  // counted from 0, most significant first.
  void read_cisco() {
    std::set<uint32_t> trunks;
    for (const SnmpRow& row : tables_.rows(Column::trunk_status)) {
      if (row.index.size() == 1 && number_of(row.value) == 1) trunks.insert(row.index[0]);
    }
    read_cisco_trunks(trunks);
    for (const SnmpRow& row : tables_.rows(Column::vm_vlan)) {
      const uint32_t vlan = number_of(row.value).value_or(0);
      if (row.index.size() != 1 || trunks.contains(row.index[0]) || !is_vlan(vlan)) continue;
      add(row.index[0], vlan, false);
    }
  }

  void read_cisco_trunks(const std::set<uint32_t>& trunks) {
    const std::vector<int> there = context_vlans(tables_);
    uint32_t first = 0;
    for (const Column column : {Column::trunk_vlans, Column::trunk_vlans_2k, Column::trunk_vlans_3k,
                                Column::trunk_vlans_4k}) {
      for (const SnmpRow& row : tables_.rows(column)) {
        if (row.index.size() != 1 || !trunks.contains(row.index[0])) continue;
        for (const uint32_t bit : port_list(row.value.octets)) {
          const int vlan = static_cast<int>(first + bit - 1);
          if (std::binary_search(there.begin(), there.end(), vlan)) {
            add(row.index[0], static_cast<uint32_t>(vlan), true);
          }
        }
      }
      first += 1024;
    }
  }

  // Only where nothing better is told: a PVID of 0 is none, and one of 1 may mean nothing.
  void read_pvids() {
    for (const SnmpRow& row : tables_.rows(Column::pvid)) {
      const uint32_t vlan = number_of(row.value).value_or(0);
      const uint32_t index = row.index.size() == 1 ? ladder_.listed(row.index[0]) : 0;
      if (index == 0 || !is_vlan(vlan) || all_.contains(index)) continue;
      all_[index].vlans.insert(static_cast<int>(vlan));
    }
  }

  const Tables& tables_;
  const Profile& profile_;
  const Ladder& ladder_;
  std::map<uint32_t, Membership> all_;
};

}  // namespace

bool is_vlan(uint32_t number) { return number >= 1 && number <= kMostVlan; }

bool is_reserved_vlan(uint32_t number) { return number >= 1002 && number <= 1005; }

FdbVlans::FdbVlans(const Tables& tables, const Profile& profile) {
  if (profile.fdb_id == FdbIdRule::id_is_vlan) {
    id_is_vlan_ = true;
    return;
  }
  if (profile.fdb_id == FdbIdRule::vendor_map) read_vendor_map(tables);
  if (vlans_.empty()) read_map(tables);
  if (vlans_.empty()) assume(tables, profile.fdb_id);
}

void FdbVlans::read_map(const Tables& tables) {
  for (const Column column : {Column::vlan_fdb_id, Column::ieee_vlan_fdb_id}) {
    for (const SnmpRow& row : tables.rows(column)) {
      const auto id = number_of(row.value);
      if (id && is_vlan(vlan_at_end(row))) vlans_[*id].insert(static_cast<int>(vlan_at_end(row)));
    }
  }
}

// Tags by the index of a VLAN, and the database of that index; older switches have the index as
// the id of the database.
void FdbVlans::read_vendor_map(const Tables& tables) {
  std::map<Oid, uint32_t> tags;
  for (const SnmpRow& row : tables.rows(Column::jnx_l2ald_tag)) {
    tags[row.index] = number_of(row.value).value_or(0);
  }
  for (const SnmpRow& row : tables.rows(Column::jnx_l2ald_fdb_id)) {
    const auto tag = tags.find(row.index);
    const auto id = number_of(row.value);
    if (id && tag != tags.end() && is_vlan(tag->second)) {
      vlans_[*id].insert(static_cast<int>(tag->second));
    }
  }
  if (!vlans_.empty()) return;
  for (const SnmpRow& row : tables.rows(Column::jnx_ex_tag)) {
    const auto tag = number_of(row.value);
    if (tag && is_vlan(*tag) && !row.index.empty()) {
      vlans_[row.index.back()].insert(static_cast<int>(*tag));
    }
  }
}

// There is no table: an id is the VLAN that the switch lists under this number. Not so where one is
// too large for a VLAN, or where they may be no more than counted, unless all of them are listed.
void FdbVlans::assume(const Tables& tables, FdbIdRule rule) {
  const auto ids = ids_seen(tables);
  const auto known = vlans_known(tables);
  if (ids.empty()) return;
  const bool all = std::includes(known.begin(), known.end(), ids.begin(), ids.end());
  const bool counted = *ids.rbegin() <= known.size();
  if (!all && (counted || *ids.rbegin() > kMostVlan + 1)) {
    if (!counted || rule != FdbIdRule::ordinal) return;
    uint32_t id = 0;
    for (const uint32_t vlan : known) vlans_[++id] = {static_cast<int>(vlan)};
    return;
  }
  for (const uint32_t id : ids) {
    if (known.contains(id)) vlans_[id] = {static_cast<int>(id)};
  }
}

std::vector<int> FdbVlans::of(uint32_t fdb_id) const {
  if (id_is_vlan_) {
    return is_vlan(fdb_id) ? std::vector<int>{static_cast<int>(fdb_id)} : std::vector<int>{};
  }
  const auto found = vlans_.find(fdb_id);
  if (found == vlans_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::map<uint32_t, Membership> decode_membership(const Tables& tables, const Profile& profile,
                                                 const Ladder& ladder) {
  return Members(tables, profile, ladder).read();
}

std::vector<int> context_vlans(const Tables& tables) {
  std::set<int> vlans;
  for (const SnmpRow& row : tables.rows(Column::vtp_vlan_state)) {
    const uint32_t vlan = vlan_at_end(row);
    if (number_of(row.value) == 1 && is_vlan(vlan) && !is_reserved_vlan(vlan)) {
      vlans.insert(static_cast<int>(vlan));
    }
  }
  return {vlans.begin(), vlans.end()};
}

}  // namespace muster::switches
