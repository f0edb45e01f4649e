#include "collect/switch/observe.h"

#include <algorithm>
#include <tuple>

#include "collect/switch/arp.h"
#include "collect/switch/view.h"
#include "core/text.h"

namespace muster::switches {
namespace {

constexpr size_t kPortsNamed = 8;

// "Vlan10" or "vlan-interface 10": the VLAN that a routed interface stands for.
std::vector<int> vlan_of_name(const std::string& name) {
  const std::string small = lower(name);
  const size_t digits = small.find_last_not_of("0123456789") + 1;
  const auto number = parse_int(std::string_view(small).substr(digits));
  const bool is = small.starts_with("vlan") && number && *number >= 1 && *number <= kMostVlan;
  return is ? std::vector<int>{static_cast<int>(*number)} : std::vector<int>{};
}

class Observer {
 public:
  Observer(const Told& told, const Profile& profile, const Asked& asked)
      : told_(told), profile_(profile), asked_(asked) {}

  Observation observe() && {
    seen_ = decode(told_, profile_);
    out_.source = asked_.source;
    out_.site = asked_.site;
    out_.view = view_of(told_, profile_, seen_);
    out_.view->source = asked_.source;
    out_.view->name = seen_.identity.name.empty() ? asked_.name : seen_.identity.name;
    tell_itself();
    tell_forwarding();
    tell_neighbors();
    tell_addresses(told_.base);
    for (const auto& [context, tables] : told_.others) tell_addresses(tables);
    tell_complete();
    std::sort(out_.facts.begin(), out_.facts.end());
    return std::move(out_);
  }

 private:
  DeviceFact own_fact(const Chassis& chassis) const {
    DeviceFact one;
    const Identity& identity = seen_.identity;
    if (!identity.name.empty()) one.names = {{identity.name, NameSource::device}};
    one.product = {identity.vendor, chassis.model, chassis.serial, identity.platform};
    one.chassis = identity.key();
    return one;
  }

  void tell_itself() {
    const Chassis& chassis = seen_.identity.chassis.front();
    bool told = false;
    for (const auto& [index, interface] : seen_.interfaces) {
      if (!interface.mac && interface.addresses.empty()) {
        ++out_.dropped["interface without MAC and address"];
        continue;
      }
      DeviceFact one = own_fact(chassis);
      one.interface = interface.name;
      one.mac = interface.mac;
      one.addresses = interface.addresses;
      one.description = interface.description;
      one.mtu = interface.mtu;
      if (interface.lag != 0) one.lag = seen_.interfaces.at(interface.lag).name;
      out_.facts.emplace_back(std::move(one));
      told = true;
    }
    if (!told) out_.facts.emplace_back(own_fact(chassis));
  }

  void tell_forwarding() {
    auto& rows = seen_.forwarding.rows;
    std::sort(rows.begin(), rows.end(), [](const Placed& a, const Placed& b) {
      return std::tie(a.mac, a.vlans, a) < std::tie(b.mac, b.vlans, b);
    });
    for (const Placed& row : rows) {
      out_.forwarding.add(row.mac, seen_.interfaces.at(row.if_index).name, row.vlans, row.rule);
    }
    for (const auto& [reason, count] : seen_.forwarding.rejected) out_.dropped[reason] += count;
    const auto& unknown = seen_.forwarding.unknown_ports;
    if (!unknown.empty()) out_.trouble.add(unknown_ports(unknown));
  }

  Error unknown_ports(const std::map<uint32_t, size_t>& unknown) const {
    size_t rows = 0;
    std::vector<std::string> named;
    for (const auto& [port, count] : unknown) {
      rows += count;
      if (named.size() < kPortsNamed) {
        named.push_back(std::to_string(port) + " (" + std::to_string(count) + ")");
      }
    }
    if (unknown.size() > named.size()) named.push_back("…");
    return Error(asked_.source + ": " + counted(rows, "forwarding row") +
                 " of ports that lead to no interface: " + join(named, ", "))
        .mend("compare its bridge ports with its interfaces; their hosts are not placed here")
        .as(Severity::warning);
  }

  void tell_neighbors() {
    for (const Neighbor& neighbor : seen_.neighbors) {
      const Peer& peer = neighbor.peer;
      if (!neighbor.mac || neighbor.mac->multicast() ||
          classify(*neighbor.mac) == MacClass::invalid) {
        ++out_.dropped["neighbor without MAC"];
        continue;
      }
      NeighborFact one;
      one.mac = neighbor.mac;
      if (!neighbor.name.empty()) one.names = {{neighbor.name, NameSource::device}};
      for (const Ip& ip : peer.addresses) one.addresses.push_back({ip, ip.width()});
      // A name or an address is no proof of identity: phones without one tell 0.0.0.0.
      if (parse_mac(peer.chassis)) one.chassis = peer.chassis;
      one.product.platform = peer.platform;
      one.interface = neighbor.interface;
      one.port = peer.port;
      out_.facts.emplace_back(std::move(one));
    }
  }

  void tell_addresses(const Tables& tables) {
    ArpTable table = decode_arp(tables);
    const auto& own = out_.view->own;
    for (const Answering& row : table.rows) {
      if (!is_host_address(row.ip)) {
        ++table.rejected["address of no host"];
        continue;
      }
      if (std::binary_search(own.begin(), own.end(), row.mac)) {
        ++table.rejected["own address"];
        continue;
      }
      ArpFact one;
      one.mac = row.mac;
      one.address = Cidr{row.ip, row.ip.width()};
      one.alive = row.learned;
      one.fixed = !row.learned;
      const auto interface = seen_.interfaces.find(row.if_index);
      if (interface != seen_.interfaces.end()) one.port = interface->second.name;
      one.vlans = vlan_of_name(one.port);
      out_.facts.emplace_back(std::move(one));
    }
    for (const auto& [reason, count] : table.rejected) out_.dropped[reason] += count;
  }

  void tell_complete() {
    const auto read = [&](unsigned serves) { return (told_.unread & serves) == 0; };
    if (read(itself)) out_.complete.insert(FactKind::device);
    if (read(neighbours)) out_.complete.insert(FactKind::neighbor);
    if (read(addresses)) out_.complete.insert(FactKind::arp);
    const Forwarding& forwarding = seen_.forwarding;
    const bool whole = told_.unread == 0 && forwarding.understood();
    const bool bare = seen_.interfaces.empty();
    out_.answer = whole || bare ? Answer::whole : Answer::partial;
    if (bare) {
      out_.doubt(Error(asked_.source + ": the switch tells of no interface")
                     .mend("let its SNMP view have 1.3.6.1.2.1.2 and 1.3.6.1.2.1.31"));
    }
    if (!forwarding.understood()) {
      out_.trouble.add(
          Error(asked_.source + ": none of " + counted(forwarding.received, "forwarding row") +
                " could be placed: what it forwards is not known")
              .mend("see the reasons it was left out for; muster knows this device as \"" +
                    std::string(profile_.name) + "\"")
              .as(Severity::warning));
    }
    if (!read(muster::switches::forwarding) || !forwarding.understood()) return;
    if (forwarding.received == 0) {
      out_.trouble.add(Error(asked_.source + ": tells no forwarding rows: which hosts stand on its "
                                             "ports is not known")
                           .mend("let its SNMP view have 1.3.6.1.2.1.17, or ask it by another kind "
                                 "of source; muster knows this device as \"" +
                                 std::string(profile_.name) + "\"")
                           .as(Severity::warning));
      return;
    }
    out_.complete.insert(FactKind::bridge_host);
    out_.view->whole = true;
  }

  const Told& told_;
  const Profile& profile_;
  const Asked& asked_;
  Seen seen_;
  Observation out_;
};

}  // namespace

Observation observe(const Told& told, const Profile& profile, const Asked& asked) {
  return Observer(told, profile, asked).observe();
}

}  // namespace muster::switches
