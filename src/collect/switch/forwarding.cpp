#include "collect/switch/forwarding.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>

#include "collect/switch/values.h"
#include "core/list.h"

namespace muster::switches {
namespace {

// dot1qTpFdbStatus and dot1dTpFdbStatus; other (1) and learned (3) are hosts.
enum Status : uint32_t { status_invalid = 2, status_learned = 3, status_self = 4, status_mgmt = 5 };

constexpr const char* kBeside = "VLAN 0 beside a VLAN";

// Each is read in one way.
enum class Table { vendor, q, ieee, plain, vlan_contexts, count };

struct Entry {  // one row on its way to a port
  Table table{};
  std::optional<Mac> mac;
  uint32_t port = 0;
  std::vector<int> vlans;
  bool no_vlan = false;  // the row has none, or VLAN 0
  uint32_t status = status_learned;
  const Ladder* ladder = nullptr;
};

using Statuses = std::map<Oid, uint32_t>;

Statuses statuses_of(const Tables& tables, Column column) {
  Statuses all;
  for (const SnmpRow& row : tables.rows(column)) {
    all[row.index] = number_of(row.value).value_or(status_learned);
  }
  return all;
}

uint32_t status_of(const Statuses& all, const Oid& index) {
  const auto found = all.find(index);
  return found == all.end() ? status_learned : found->second;
}

// An index taken apart by VendorFdb::index.
struct VendorIndex {
  std::optional<Mac> mac;
  uint32_t vlan = 0;
  std::optional<uint32_t> if_index;
};

std::optional<VendorIndex> parse_vendor_index(const Oid& index, std::string_view shape) {
  VendorIndex parsed;
  size_t at = 0;
  for (const char part : shape) {
    if (part == '*') return parsed;
    if (at >= index.size()) return std::nullopt;
    switch (part) {
      case 'M':
        parsed.mac = mac_at(index, at);
        if (!parsed.mac) return std::nullopt;
        at += 5;
        break;
      case 'v':
        parsed.vlan = index[at];
        break;
      case 'i':
        parsed.if_index = index[at];
        break;
      case 's':
        if (index[at] > index.size()) return std::nullopt;
        at += index[at];
        break;
      default:
        break;
    }
    ++at;
  }
  return at == index.size() ? std::optional(parsed) : std::nullopt;
}

class Decoder {
 public:
  Decoder(const Told& told, const Profile& profile, const Interfaces& interfaces,
          const Witness& witness)
      : told_(told),
        profile_(profile),
        interfaces_(interfaces),
        witness_(witness),
        vlans_(told.base, profile) {}

  Forwarding decode() && {
    const Ladder base(told_.base, told_.base, interfaces_, profile_);
    std::map<int, Ladder> ladders;
    for (const VendorFdb& table : profile_.vendor_fdb) read_vendor(table, base);
    read_q(Table::q, base);
    read_q(Table::ieee, base);
    read_d(told_.base, base, 0);
    for (const auto& [vlan, tables] : told_.vlans) {
      const Ladder& ladder =
          ladders.try_emplace(vlan, tables, told_.base, interfaces_, profile_).first->second;
      read_d(tables, ladder, vlan);
    }
    for (const Table table : {Table::q, Table::ieee, Table::plain, Table::vlan_contexts}) {
      choose_reading(table);
    }
    for (const Entry& entry : entries_) keep(entry);
    drop_beside();
    sort_unique(found_.own);
    std::sort(found_.rows.begin(), found_.rows.end());
    return std::move(found_);
  }

 private:
  void reject(const char* reason) { ++found_.rejected[reason]; }

  // Rows stand sorted: one that an agent sends twice stands beside itself.
  template <class Read>
  void each(const Tables& tables, Column column, const Read& read) {
    const Oid* last = nullptr;
    for (const SnmpRow& row : tables.rows(column)) {
      ++found_.received;
      if (last != nullptr && *last == row.index) {
        reject("told twice");
      } else {
        read(row);
      }
      last = &row.index;
    }
  }

  void read_q(Table table, const Ladder& ladder) {
    const bool ieee = table == Table::ieee;  // with a component before the database
    const size_t before = ieee ? 2 : 1;
    const Statuses statuses =
        statuses_of(told_.base, ieee ? Column::ieee_status : Column::q_status);
    each(told_.base, ieee ? Column::ieee_port : Column::q_port, [&](const SnmpRow& row) {
      const auto index = parse_mac_index(row.index, before);
      const auto port = number_of(row.value);
      if (!index || !port) return reject("index not understood");
      Entry entry;
      entry.table = table;
      entry.mac = index->mac;
      entry.port = *port;
      entry.no_vlan = index->before.back() == 0;
      if (!entry.no_vlan) entry.vlans = vlans_.of(index->before.back());
      entry.status = status_of(statuses, row.index);
      entry.ladder = &ladder;
      entries_.push_back(std::move(entry));
    });
  }

  void read_d(const Tables& tables, const Ladder& ladder, int vlan) {
    const Statuses statuses = statuses_of(tables, Column::d_status);
    std::map<Oid, std::optional<Mac>> addresses;
    for (const SnmpRow& row : tables.rows(Column::d_address)) {
      addresses[row.index] = mac_of(row.value);
    }
    each(tables, Column::d_port, [&](const SnmpRow& row) {
      Entry entry;
      entry.table = vlan == 0 ? Table::plain : Table::vlan_contexts;
      const auto told = addresses.find(row.index);
      if (told != addresses.end()) {
        entry.mac = told->second;
      } else if (const auto index = parse_mac_index(row.index, 0)) {
        entry.mac = index->mac;
      }
      const auto port = number_of(row.value);
      if (!entry.mac || !port) return reject("index not understood");
      entry.port = *port;
      entry.no_vlan = vlan == 0;
      if (vlan != 0) entry.vlans = {vlan};
      entry.status = status_of(statuses, row.index);
      entry.ladder = &ladder;
      entries_.push_back(std::move(entry));
    });
  }

  void read_vendor(const VendorFdb& table, const Ladder& ladder) {
    if (table.column == Column::count) return;
    std::map<Oid, uint32_t> encapsulations;
    if (table.encapsulation != Column::count) {
      for (const SnmpRow& row : told_.base.rows(table.encapsulation)) {
        encapsulations[row.index] = number_of(row.value).value_or(0) & 0xFFF;
      }
    }
    each(told_.base, table.column, [&](const SnmpRow& row) {
      const auto index = parse_vendor_index(row.index, table.index);
      const auto value = number_of(row.value);
      if (!index || !value) return reject("index not understood");
      Entry entry;
      entry.mac = index->mac;
      entry.port = index->if_index.value_or(*value);
      const auto tag = encapsulations.find(row.index);
      const uint32_t vlan = tag == encapsulations.end() ? index->vlan : tag->second;
      entry.no_vlan = vlan == 0;
      if (is_vlan(vlan)) entry.vlans = {static_cast<int>(vlan)};
      entry.ladder = &ladder;
      entries_.push_back(std::move(entry));
    });
  }

  // Why a row is not about a host behind a port; nullptr where it is.
  const char* refuse(const Entry& entry) {
    const MacClass kind = classify(*entry.mac);
    if (entry.status == status_invalid) return "invalid status";
    if (kind == MacClass::invalid) return "invalid MAC";
    if (entry.mac->multicast()) return "multicast MAC";
    if (entry.status == status_self) {
      found_.own.push_back(*entry.mac);
      return "self";
    }
    if (entry.status == status_mgmt) {
      if (!stands_on_port(entry)) found_.own.push_back(*entry.mac);
      return "mgmt";
    }
    const bool reserved =
        !entry.vlans.empty() && std::all_of(entry.vlans.begin(), entry.vlans.end(), [](int vlan) {
          return is_reserved_vlan(static_cast<uint32_t>(vlan));
        });
    return reserved && profile_.reserved_vlans ? "VLAN 1002-1005" : nullptr;
  }

  void choose_reading(Table table) {
    std::vector<NumberedRow> rows;
    for (const Entry& entry : entries_) {
      if (entry.table != table || entry.status == status_invalid) continue;
      if (entry.status == status_self || entry.status == status_mgmt) continue;
      rows.push_back({*entry.mac, entry.port, entry.vlans.size() == 1 ? entry.vlans.front() : 0,
                      entry.ladder});
    }
    const bool q = table == Table::q || table == Table::ieee;
    const bool indexes = q ? profile_.q_ports_are_indexes : profile_.d_ports_are_indexes;
    readings_[static_cast<size_t>(table)] =
        weigh(rows, interfaces_, witness_, indexes ? Reading::if_index : Reading::bridge_port);
  }

  Place place_of(const Entry& entry) const {
    if (entry.table == Table::vendor) return entry.ladder->known(entry.port);
    return place_by(readings_[static_cast<size_t>(entry.table)], *entry.ladder, entry.port);
  }

  const Membership* membership_of(uint32_t index) const {
    const auto found = witness_.members.find(index);
    return found == witness_.members.end() || !found->second.whole ? nullptr : &found->second;
  }

  // What passes an interface or, of an aggregate, its members; none where it is not told.
  std::set<int> passing(uint32_t index) const {
    if (const Membership* member = membership_of(index)) return member->vlans;
    std::set<int> all;
    for (const auto& [other, interface] : interfaces_) {
      const Membership* member = interface.lag == index ? membership_of(other) : nullptr;
      if (member != nullptr) all.insert(member->vlans.begin(), member->vlans.end());
    }
    return all;
  }

  // With shared learning several VLANs have one database; those that pass the port narrow it.
  std::vector<int> narrowed(const std::vector<int>& vlans, uint32_t index) const {
    if (vlans.size() < 2) return vlans;
    const std::set<int> passes = passing(index);
    std::vector<int> left;
    std::set_intersection(vlans.begin(), vlans.end(), passes.begin(), passes.end(),
                          std::back_inserter(left));
    if (passes.empty()) left = vlans;
    return left == vlans && vlans_.shared() ? std::vector<int>{} : left;
  }

  // A static row of a host stands on a port; one of the switch itself on none or on its CPU.
  bool stands_on_port(const Entry& entry) const {
    const Place place = place_of(entry);
    return place.if_index != 0 && interfaces_.at(place.if_index).can_bridge();
  }

  void keep(const Entry& entry) {
    if (const char* reason = refuse(entry)) return reject(reason);
    const Place place = place_of(entry);
    if (place.rejected != nullptr) {
      if (entry.port != 0) ++found_.unknown_ports[entry.port];
      return reject(place.rejected);
    }
    const uint32_t lag = interfaces_.at(place.if_index).lag;
    Placed row{*entry.mac, lag != 0 ? lag : place.if_index, place.rule,
               narrowed(entry.vlans, lag != 0 ? lag : place.if_index)};
    if (!placed_.insert({row.mac, row.if_index, row.vlans}).second) return reject("told twice");
    if (!row.vlans.empty()) with_vlan_.insert(row.mac);
    if (entry.no_vlan) {
      without_vlan_.push_back(std::move(row));
    } else {
      found_.rows.push_back(std::move(row));
    }
  }

  // Rows without a VLAN count only where the MAC has none with one.
  void drop_beside() {
    for (Placed& row : without_vlan_) {
      if (with_vlan_.contains(row.mac)) {
        reject(kBeside);
      } else {
        found_.rows.push_back(std::move(row));
      }
    }
  }

  const Told& told_;
  const Profile& profile_;
  const Interfaces& interfaces_;
  const Witness& witness_;
  const FdbVlans vlans_;
  std::array<Reading, static_cast<size_t>(Table::count)> readings_{};
  std::vector<Entry> entries_;
  std::vector<Placed> without_vlan_;
  std::set<Mac> with_vlan_;
  std::set<std::tuple<Mac, uint32_t, std::vector<int>>> placed_;
  Forwarding found_;
};

}  // namespace

bool Forwarding::understood() const {
  if (!rows.empty() || received == 0) return true;
  for (const char* reason :
       {"index not understood", "port 0", "port unknown", "interface unknown"}) {
    if (rejected.contains(reason)) return false;
  }
  return true;
}

Forwarding decode_forwarding(const Told& told, const Profile& profile, const Interfaces& interfaces,
                             const Witness& witness) {
  return Decoder(told, profile, interfaces, witness).decode();
}

}  // namespace muster::switches
