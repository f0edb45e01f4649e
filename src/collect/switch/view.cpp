#include "collect/switch/view.h"

#include <algorithm>
#include <set>

#include "collect/switch/values.h"
#include "core/list.h"

namespace muster::switches {
namespace {

// The ports towards the root bridge, in any context.
std::set<uint32_t> root_ports(const Told& told, const Profile& profile,
                              const Interfaces& interfaces) {
  std::set<uint32_t> roots;
  const auto add = [&](const Tables& tables) {
    const SnmpValue* port = tables.value(Column::root_port);
    if (port == nullptr) return;
    const uint32_t number = number_of(*port).value_or(0);
    const Ladder ladder(tables, told.base, interfaces, profile);
    const uint32_t index = number == 0 ? 0 : ladder.listed(number);
    if (index != 0) roots.insert(index);
  };
  add(told.base);
  for (const auto& [vlan, tables] : told.vlans) add(tables);
  return roots;
}

// The bridge ports, or whatever can be one where none are told; aggregates, their members, and what
// a row names.
std::set<uint32_t> port_indexes(const Told& told, const Seen& seen) {
  std::set<uint32_t> ports;
  for (const auto& [port, index] : decode_base_ports(told.base)) ports.insert(index);
  for (const auto& [vlan, tables] : told.vlans) {
    for (const auto& [port, index] : decode_base_ports(tables)) ports.insert(index);
  }
  const bool told_ports = !ports.empty();
  for (const auto& [index, interface] : seen.interfaces) {
    if (!told_ports && interface.can_bridge()) ports.insert(index);
    if (interface.lag != 0) ports.insert({index, interface.lag});
  }
  for (const Placed& row : seen.forwarding.rows) ports.insert(row.if_index);
  for (const Neighbor& one : seen.neighbors) ports.insert(one.if_index);
  std::erase_if(ports, [&](uint32_t index) { return !seen.interfaces.contains(index); });
  return ports;
}

std::vector<SwitchPort> ports_of(const Told& told, const Profile& profile, const Seen& seen) {
  const auto roots = root_ports(told, profile, seen.interfaces);
  std::vector<SwitchPort> ports;
  for (const uint32_t index : port_indexes(told, seen)) {
    const IfRow& interface = seen.interfaces.at(index);
    SwitchPort& port = ports.emplace_back();
    port.name = interface.name;
    port.description = interface.description;
    port.mac = interface.mac;
    if (interface.lag != 0) port.lag = seen.interfaces.at(interface.lag).name;
    port.root = roots.contains(index);
    const auto member = seen.members.find(index);
    if (member == seen.members.end()) continue;
    port.vlans.assign(member->second.vlans.begin(), member->second.vlans.end());
    port.tagged = member->second.tagged;
  }
  std::sort(ports.begin(), ports.end());
  return ports;
}

}  // namespace

SwitchView view_of(const Told& told, const Profile& profile, const Seen& seen) {
  SwitchView view;
  view.chassis = seen.identity.key();
  view.own = seen.forwarding.own;
  for (const auto& mac : {seen.identity.bridge, seen.identity.lldp}) {
    if (mac) view.own.push_back(*mac);
  }
  for (const auto& [index, interface] : seen.interfaces) {
    if (interface.mac) view.own.push_back(*interface.mac);
    for (const Cidr& address : interface.addresses) view.addresses.push_back(address.ip);
  }
  sort_unique(view.own);
  sort_unique(view.addresses);
  view.ports = ports_of(told, profile, seen);
  for (const Neighbor& one : seen.neighbors) view.peers.push_back(one.peer);
  sort_unique(view.peers);
  return view;
}

}  // namespace muster::switches
