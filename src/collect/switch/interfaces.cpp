#include "collect/switch/interfaces.h"

#include <algorithm>
#include <array>
#include <set>

#include "collect/switch/values.h"
#include "core/list.h"
#include "model/mtu.h"

namespace muster::switches {
namespace {

constexpr uint32_t kAggregate = 161;  // ieee8023adLag
// ethernetCsmacd, propVirtual, propMultiplexor, fastEther and its fibre kind, ieee80211,
// gigabitEthernet, ieee8023adLag, bridge
constexpr std::array<uint32_t, 9> kBridging{6, 53, 54, 62, 69, 71, 117, kAggregate, 209};

// ifOperStatus: down, notPresent, lowerLayerDown
constexpr std::array<uint32_t, 3> kDown{2, 6, 7};

using Texts = std::map<uint32_t, std::string>;

Texts texts_of(const Tables& tables, Column column) {
  Texts texts;
  for (const SnmpRow& row : tables.rows(column)) {
    if (row.index.size() == 1) texts.insert_or_assign(row.index[0], text_of(row.value));
  }
  return texts;
}

std::multiset<std::string> counted_texts(const Texts& texts) {
  std::multiset<std::string> all;
  for (const auto& [index, text] : texts) all.insert(text);
  return all;
}

std::string text_at(const Texts& texts, uint32_t index) {
  const auto found = texts.find(index);
  return found == texts.end() ? "" : found->second;
}

// ifName, and where that is none or not one of a kind ifDescr (D-Link repeats it on all ports).
void name_all(Interfaces& all, const Texts& names) {
  Texts told;
  for (const auto& [index, one] : all) told[index] = one.told;
  const auto names_told = counted_texts(names);
  const auto descriptions_told = counted_texts(told);
  const auto once = [](const std::multiset<std::string>& texts, const std::string& text) {
    return !text.empty() && texts.count(text) == 1;
  };
  std::set<std::string> taken;
  for (auto& [index, one] : all) {
    const std::string name = text_at(names, index);
    if (once(names_told, name) && taken.insert(name).second) one.name = name;
  }
  for (auto& [index, one] : all) {
    if (!one.name.empty()) continue;
    if (once(descriptions_told, one.told) && taken.insert(one.told).second) {
      one.name = one.told;
      continue;
    }
    std::string stem = text_at(names, index);
    if (stem.empty()) stem = one.told.empty() ? "if" : one.told;
    one.name = stem + "#" + std::to_string(index);
    while (!taken.insert(one.name).second) one.name += "#";
  }
}

void give_states(Interfaces& all, const Tables& tables) {
  for (const SnmpRow& row : tables.rows(Column::if_status)) {
    const auto found = row.index.size() == 1 ? all.find(row.index[0]) : all.end();
    if (found == all.end()) continue;
    const uint32_t status = number_of(row.value).value_or(0);
    found->second.down = std::find(kDown.begin(), kDown.end(), status) != kDown.end();
  }
}

void give_macs(Interfaces& all, const Tables& tables) {
  for (const SnmpRow& row : tables.rows(Column::if_mac)) {
    const auto found = row.index.size() == 1 ? all.find(row.index[0]) : all.end();
    const auto mac = mac_of(row.value);
    if (found == all.end() || !mac || classify(*mac) == MacClass::invalid) continue;
    if (!mac->multicast()) found->second.mac = mac;
  }
}

void give_addresses(Interfaces& all, const Tables& tables) {
  std::map<Oid, int> prefixes;  // of address_prefix rows: the last part of a RowPointer
  for (const SnmpRow& row : tables.rows(Column::address_prefix)) {
    const Oid& pointer = row.value.oid;
    if (!pointer.empty() && pointer.back() <= 128) {
      prefixes[row.index] = static_cast<int>(pointer.back());
    }
  }
  for (const SnmpRow& row : tables.rows(Column::address_interface)) {
    const auto ip = inet_at(row.index, 0);
    const auto owner = all.find(number_of(row.value).value_or(0));
    if (!ip || owner == all.end() || !is_host_address(*ip)) continue;
    const auto told = prefixes.find(row.index);
    const int prefix = told == prefixes.end() || told->second == 0 ? ip->width() : told->second;
    owner->second.addresses.push_back({*ip, std::min(prefix, ip->width())});
  }
}

std::optional<Ip> ipv4_at(const Oid& index, size_t position) {
  Oid typed{1};
  if (index.size() != position + 4) return std::nullopt;
  typed.insert(typed.end(), index.begin() + static_cast<long>(position), index.end());
  return inet_at(typed, 0);
}

int prefix_of_mask(const SnmpValue& value) {
  const auto mask = ip_of_octets(value.octets);
  if (value.type != SnmpType::address || !mask || mask->v6) return 32;
  int ones = 0;
  while (ones < 32 && (mask->bytes[12 + static_cast<size_t>(ones) / 8] & (0x80 >> ones % 8)) != 0) {
    ++ones;
  }
  return ones == 0 ? 32 : ones;
}

void give_old_addresses(Interfaces& all, const Tables& tables) {
  std::map<Oid, int> prefixes;
  for (const SnmpRow& row : tables.rows(Column::old_address_mask)) {
    prefixes[row.index] = prefix_of_mask(row.value);
  }
  for (const SnmpRow& row : tables.rows(Column::old_address_interface)) {
    const auto ip = ipv4_at(row.index, 0);
    const auto owner = all.find(number_of(row.value).value_or(0));
    if (!ip || owner == all.end() || !is_host_address(*ip)) continue;
    const auto told = prefixes.find(row.index);
    owner->second.addresses.push_back({*ip, told == prefixes.end() ? 32 : told->second});
  }
}

void join_lag(Interfaces& all, uint32_t member, uint32_t lag) {
  const auto found = all.find(member);
  if (member == lag || found == all.end() || !all.contains(lag)) return;
  if (found->second.lag == 0) found->second.lag = lag;
}

void join_by_column(Interfaces& all, const Tables& tables, Column column) {
  for (const SnmpRow& row : tables.rows(column)) {
    if (row.index.size() == 1) join_lag(all, row.index[0], number_of(row.value).value_or(0));
  }
}

// CISCO-LAG-MIB: the ifIndexes of the members, four octets each.
void join_clags(Interfaces& all, const Tables& tables) {
  for (const SnmpRow& row : tables.rows(Column::clag_members)) {
    if (row.index.size() != 1) continue;
    for (size_t i = 0; i + 4 <= row.value.octets.size(); i += 4) {
      uint32_t member = 0;
      for (size_t k = i; k < i + 4; ++k) {
        member = member << 8 | static_cast<uint8_t>(row.value.octets[k]);
      }
      join_lag(all, member, row.index[0]);
    }
  }
}

void join_by_port_list(Interfaces& all, const Tables& tables) {
  const auto base_ports = decode_base_ports(tables);
  for (const SnmpRow& row : tables.rows(Column::lag_ports)) {
    if (row.index.size() != 1 || row.value.type != SnmpType::octets) continue;
    for (const uint32_t port : port_list(row.value.octets)) {
      const auto found = base_ports.find(port);
      if (found != base_ports.end()) join_lag(all, found->second, row.index[0]);
    }
  }
}

// RC-MLT-MIB: the most significant bit of the first octet is ifIndex 0.
void join_mlts(Interfaces& all, const Tables& tables) {
  std::map<Oid, uint32_t> trunks;
  for (const SnmpRow& row : tables.rows(Column::mlt_index)) {
    trunks[row.index] = number_of(row.value).value_or(0);
  }
  for (const SnmpRow& row : tables.rows(Column::mlt_ports)) {
    const auto trunk = trunks.find(row.index);
    if (trunk == trunks.end() || row.value.type != SnmpType::octets) continue;
    for (const uint32_t bit : port_list(row.value.octets)) join_lag(all, bit - 1, trunk->second);
  }
}

void join_by_stack(Interfaces& all, const Tables& tables) {
  for (const SnmpRow& row : tables.rows(Column::if_stack)) {
    if (row.index.size() != 2) continue;
    const auto higher = all.find(row.index[0]);
    if (higher != all.end() && higher->second.aggregate()) {
      join_lag(all, row.index[1], row.index[0]);
    }
  }
}

}  // namespace

bool IfRow::can_bridge() const {
  return std::find(kBridging.begin(), kBridging.end(), type) != kBridging.end();
}

bool IfRow::aggregate() const { return type == kAggregate; }

Interfaces decode_interfaces(const Tables& tables) {
  Interfaces all;
  const Texts names = texts_of(tables, Column::if_name);
  for (const auto& [index, name] : names) all[index];
  for (auto& [index, text] : texts_of(tables, Column::if_descr)) all[index].told = text;
  for (auto& [index, text] : texts_of(tables, Column::if_alias)) {
    if (const auto found = all.find(index); found != all.end()) found->second.description = text;
  }
  for (const SnmpRow& row : tables.rows(Column::if_type)) {
    if (row.index.size() == 1) all[row.index[0]].type = number_of(row.value).value_or(0);
  }
  for (const SnmpRow& row : tables.rows(Column::if_mtu)) {
    const auto found = row.index.size() == 1 ? all.find(row.index[0]) : all.end();
    if (found != all.end()) found->second.mtu = mtu_of(number_of(row.value).value_or(0));
  }
  give_states(all, tables);
  give_macs(all, tables);
  name_all(all, names);
  give_addresses(all, tables);
  give_old_addresses(all, tables);
  for (auto& [index, one] : all) sort_unique(one.addresses);
  join_clags(all, tables);
  join_mlts(all, tables);
  join_by_column(all, tables, Column::pagp_group);
  join_by_column(all, tables, Column::lag_attached);
  join_by_column(all, tables, Column::lag_selected);
  join_by_port_list(all, tables);
  join_by_stack(all, tables);
  return all;
}

std::map<uint32_t, uint32_t> decode_base_ports(const Tables& tables) {
  std::map<uint32_t, uint32_t> ports;
  for (const SnmpRow& row : tables.rows(Column::base_port)) {
    const auto index = number_of(row.value);
    if (row.index.size() == 1 && index && *index != 0) ports.emplace(row.index[0], *index);
  }
  return ports;
}

}  // namespace muster::switches
