#include "correlate/topology/bridges.h"

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

// The MACs of one device come from one block; further apart they say nothing.
constexpr uint64_t most_apart_in_one_device = 64;

bool is_no_port(const std::string& name) { return name.empty() || name == "0"; }

std::string bare(const std::string& source) { return source.substr(source.find(':') + 1); }

template <class Map, class Key>
std::optional<size_t> only(const Map& map, const Key& key) {
  const auto found = map.find(key);
  if (found == map.end() || found->second.size() != 1) return std::nullopt;
  return *found->second.begin();
}

template <class Map, class Key>
const std::set<size_t>& all_of(const Map& map, const Key& key) {
  static const std::set<size_t> none;
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

BridgePort& port_of(Bridge& bridge, const std::string& name) {
  const std::string& canonical = bridge.canonical(name);
  BridgePort& port = bridge.ports[canonical];
  port.name = canonical;
  return port;
}

void add_peer(Bridge& bridge, Peer peer) {
  if (is_no_port(peer.port)) return;
  BridgePort& port = port_of(bridge, peer.port);
  peer.chassis = lower(peer.chassis);
  bridge.jacks[bridge.physical(peer.port)].peers.insert(peer);
  peer.port = port.name;
  port.peers.insert(std::move(peer));
}

void add_port(Bridge& bridge, const SwitchPort& told) {
  if (is_no_port(told.name)) return;
  BridgePort& port = port_of(bridge, told.name);
  port.told = true;
  port.tagged = port.tagged || told.tagged;
  port.root = port.root || told.root;
  port.vlans.insert(told.vlans.begin(), told.vlans.end());
  if (port.name == told.name) port.mac = told.mac;
  if (bridge.physical(told.name) == told.name) bridge.jacks[told.name].mac = told.mac;
  if (!told.lag.empty()) port.aggregate = true;
}

std::string own_name(const Observation& observation) {
  std::set<std::string> names;
  for (const auto& fact : observation.facts) {
    if (kind_of(fact) != FactKind::device) continue;
    for (const auto& name : names_of(fact)) {
      if (name.source == NameSource::device && !name.name.empty()) names.insert(name.name);
    }
  }
  return names.empty() ? "" : *names.begin();
}

// Where tables tell the logical unit of a port and neighbours the port: "ge-0/0/1.0". A port with
// nothing but its first unit may not be told at all.
void find_units(Bridge& bridge, const SwitchView& view) {
  std::set<std::string> names;
  for (const auto& port : view.ports) names.insert(port.name);
  for (const auto& peer : view.peers) names.insert(peer.port);
  for (const auto& name : names) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == name.size()) continue;
    const bool number = name.find_first_not_of("0123456789", dot + 1) == std::string::npos;
    const std::string port = name.substr(0, dot);
    const bool first = name.ends_with(".0") && port.find('/') != std::string::npos;
    if (number && (first || names.contains(port))) bridge.unit_of[name] = port;
  }
}

bool forwards(const Observation& observation) {
  return observation.view || !observation.forwarding.empty() ||
         observation.complete.contains(FactKind::bridge_host);
}

// What a peer calls itself.
void add_ids(const Peer& peer, std::set<std::string>& ids) {
  if (!peer.chassis.empty()) ids.insert(peer.chassis);
  if (peer.port_mac) ids.insert(render(*peer.port_mac));
  if (parse_mac(peer.remote_port)) ids.insert(lower(peer.remote_port));
}

}  // namespace

bool is_placeable(Mac mac) {
  switch (classify(mac)) {
    case MacClass::invalid:
    case MacClass::multicast:
    case MacClass::virtual_router:
    case MacClass::cluster:
    case MacClass::container:
      return false;
    default:
      return true;
  }
}

std::string short_name(std::string_view name) { return lower(name.substr(0, name.find('.'))); }

const std::string& Bridge::physical(const std::string& port) const {
  const auto unit = unit_of.find(port);
  return unit == unit_of.end() ? port : unit->second;
}

const std::string& Bridge::canonical(const std::string& port) const {
  const std::string& bare_port = physical(port);
  const auto found = aggregate_of.find(bare_port);
  return found == aggregate_of.end() ? bare_port : found->second;
}

bool Bridge::is_jack(const std::string& called) const {
  const auto found = ports.find(called);
  return found == ports.end() ? jacks.contains(called) : !found->second.aggregate;
}

std::string Bridge::jack_of(const Peer& neighbor) const {
  if (const std::string& called = physical(neighbor.remote_port); is_jack(called)) return called;
  const auto mac = neighbor.port_mac ? neighbor.port_mac : parse_mac(neighbor.remote_port);
  std::string found;
  for (const auto& [called, jack] : jacks) {
    if (!mac || jack.mac != mac || !is_jack(called)) continue;
    if (!found.empty()) return "";
    found = called;
  }
  return found;
}

const BridgePort* Bridge::port(const std::string& port) const {
  const auto found = ports.find(canonical(port));
  return found == ports.end() ? nullptr : &found->second;
}

const BridgePort* Bridge::port_of(const Peer& neighbor) const {
  if (const BridgePort* called = port(neighbor.remote_port)) return called;
  const auto mac = neighbor.port_mac ? neighbor.port_mac : parse_mac(neighbor.remote_port);
  const BridgePort* found = nullptr;
  for (const auto& [called_there, candidate] : ports) {
    if (mac && candidate.mac == mac) found = &candidate;
  }
  return found;
}

Bridges::Bridges(std::span<const Observation> observations) {
  add_bridges(observations);
  settle_names();
  add_rows(observations);
  index();
}

void Bridges::add_bridges(std::span<const Observation> observations) {
  std::map<SiteName, std::vector<const Observation*>> told;
  for (const auto& observation : observations) {
    if (forwards(observation)) told[{observation.site, observation.source}].push_back(&observation);
  }
  for (const auto& [key, parts] : told) {
    by_source_[key] = bridges_.size();
    Bridge& bridge = bridges_.emplace_back();
    bridge.site = key.first;
    bridge.source = key.second;
    bridge.whole = std::all_of(parts.begin(), parts.end(), [](const Observation* part) {
      return part->answer == Answer::whole && part->complete.contains(FactKind::bridge_host) &&
             (!part->view || part->view->whole);
    });
    for (const auto* part : parts) {
      bridge.failed = bridge.failed || part->answer != Answer::whole;
      if (part->view) add_view(bridge, *part->view);
      if (bridge.name.empty()) bridge.name = own_name(*part);
    }
  }
}

void Bridges::add_view(Bridge& bridge, const SwitchView& view) {
  bridge.view = true;
  bridge.name = view.name;
  bridge.chassis = lower(view.chassis);
  std::copy_if(view.own.begin(), view.own.end(), std::inserter(bridge.own, bridge.own.end()),
               is_placeable);
  bridge.addresses.insert(view.addresses.begin(), view.addresses.end());
  find_units(bridge, view);
  for (const auto& port : view.ports) {
    if (port.lag.empty() || port.lag == port.name) continue;
    const auto unit = bridge.unit_of.find(port.lag);
    bridge.aggregate_of[port.name] = unit == bridge.unit_of.end() ? port.lag : unit->second;
  }
  for (const auto& port : view.ports) add_port(bridge, port);
  for (const auto& peer : view.peers) add_peer(bridge, peer);
}

// What a source without a SwitchView tells of a neighbour.
void Bridges::add_neighbor(Bridge& bridge, const NeighborFact& fact) {
  Peer peer;
  peer.protocol = "neighbor";
  peer.port = fact.port;
  peer.chassis = fact.mac ? render(*fact.mac) : fact.chassis;
  peer.remote_port = fact.interface;
  peer.platform = fact.product.platform;
  for (const auto& name : fact.names) peer.name = std::max(peer.name, name.name);
  for (const auto& address : fact.addresses) peer.addresses.push_back(address.ip);
  std::sort(peer.addresses.begin(), peer.addresses.end());
  add_peer(bridge, std::move(peer));
}

void Bridges::add_rows(std::span<const Observation> observations) {
  for (const auto& observation : observations) {
    const auto index = by_source(observation.site, observation.source);
    if (!index) continue;
    Bridge& bridge = bridges_[*index];
    for (const auto& fact : observation.facts) {
      const auto* device = std::get_if<DeviceFact>(&fact);
      if (device && device->mac && is_placeable(*device->mac)) bridge.own.insert(*device->mac);
      const auto* neighbor = std::get_if<NeighborFact>(&fact);
      if (neighbor && !bridge.view) add_neighbor(bridge, *neighbor);
    }
    add_forwarding(*index, observation.forwarding);
  }
  for (auto& [mac, rows] : rows_) {
    std::sort(rows.begin(), rows.end(), [](const Learned& a, const Learned& b) {
      const auto order = [](const Learned& row) {
        return std::pair(row.bridge, row.port ? std::string_view(row.port->name) : "");
      };
      return order(a) < order(b);
    });
    rows.shrink_to_fit();
  }
}

void Bridges::add_forwarding(size_t index, const ForwardingTable& table) {
  Bridge& bridge = bridges_[index];
  std::vector<BridgePort*> ports(table.ports().size());  // by their number in the table
  for (const auto& row : table.rows()) {
    if (!is_placeable(row.mac)) continue;
    bridge.learned = true;
    BridgePort*& port = ports[row.port];
    if (!port && !is_no_port(table.port(row))) port = &port_of(bridge, table.port(row));
    if (port) port->macs.push_back(row.mac);
    auto& rows = rows_[{bridge.site, row.mac}];
    auto same = std::find_if(rows.begin(), rows.end(), [&](const Learned& other) {
      return other.bridge == index && other.port == port;
    });
    if (same == rows.end()) same = rows.insert(same, Learned{index, port, {}});
    for (const int vlan : table.vlans(row)) {
      const auto at = std::lower_bound(same->vlans.begin(), same->vlans.end(), vlan);
      if (at == same->vlans.end() || *at != vlan) same->vlans.insert(at, vlan);
    }
  }
  for (BridgePort* port : ports) {
    if (!port) continue;
    std::sort(port->macs.begin(), port->macs.end());
    port->macs.erase(std::unique(port->macs.begin(), port->macs.end()), port->macs.end());
    port->macs.shrink_to_fit();
  }
}

// Of several devices that call themselves the same, each goes by its name in muster.yaml.
void Bridges::settle_names() {
  std::map<SiteName, int> count;
  for (const auto& bridge : bridges_) ++count[{bridge.site, bridge.name}];
  for (auto& bridge : bridges_) {
    if (bridge.name.empty() || count[{bridge.site, bridge.name}] > 1) {
      bridge.name = bare(bridge.source);
    }
  }
}

void Bridges::index() {
  for (size_t b = 0; b < bridges_.size(); ++b) {
    const Bridge& bridge = bridges_[b];
    for (const Mac mac : bridge.own) by_mac_[{bridge.site, mac}].insert(b);
    for (const auto& address : bridge.addresses) {
      if (!address.loopback() && !address.link_local()) {
        by_address_[{bridge.site, address}].insert(b);
      }
    }
    if (!bridge.chassis.empty()) by_chassis_[{bridge.site, bridge.chassis}].insert(b);
    by_name_[{bridge.site, short_name(bridge.name)}].insert(b);
    for (const auto& [name, port] : bridge.ports) {
      std::set<std::string> ids;
      for (const auto& peer : port.peers) add_ids(peer, ids);
      for (const auto& id : ids) spoken_[{bridge.site, id}].push_back({b, &port});
    }
  }
}

const std::vector<Learned>& Bridges::rows(const std::string& site, Mac mac) const {
  static const std::vector<Learned> none;
  const auto found = rows_.find({site, mac});
  return found == rows_.end() ? none : found->second;
}

const std::vector<Spoken>& Bridges::spoken(const std::string& site, const std::string& id) const {
  static const std::vector<Spoken> none;
  const auto found = spoken_.find({site, id});
  return found == spoken_.end() ? none : found->second;
}

std::optional<size_t> Bridges::by_source(const std::string& site, const std::string& source) const {
  const auto found = by_source_.find({site, source});
  return found == by_source_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<size_t> Bridges::owner(const std::string& site, Mac mac) const {
  return only(by_mac_, SiteMac{site, mac});
}

const std::set<size_t>& Bridges::owners(const std::string& site, Mac mac) const {
  return all_of(by_mac_, SiteMac{site, mac});
}

const std::set<size_t>& Bridges::named(const std::string& site,
                                       const std::string& short_name) const {
  return all_of(by_name_, SiteName{site, short_name});
}

// A name alone can be a factory's; a chassis id that is known on both sides must not contradict it.
bool Bridges::near(const Bridge& bridge, const Peer& peer) {
  const auto told = parse_mac(peer.chassis);
  if (!told || bridge.own.empty()) return true;
  return std::any_of(bridge.own.begin(), bridge.own.end(), [&](Mac mac) {
    const uint64_t low = std::min(mac.bits(), told->bits());
    return std::max(mac.bits(), told->bits()) - low <= most_apart_in_one_device;
  });
}

std::optional<size_t> Bridges::polled(const Peer& peer, size_t self) const {
  const std::string& site = bridges_[self].site;
  const auto other = [&](std::optional<size_t> found) { return found && *found != self; };
  if (!peer.chassis.empty()) {
    const auto found = only(by_chassis_, SiteName{site, peer.chassis});
    if (other(found)) return found;
  }
  for (const auto& mac : {parse_mac(peer.chassis), peer.port_mac, parse_mac(peer.remote_port)}) {
    if (!mac) continue;
    const auto found = owner(site, *mac);
    if (other(found)) return found;
  }
  for (const auto& address : peer.addresses) {
    const auto found = only(by_address_, std::pair{site, address});
    if (other(found)) return found;
  }
  if (peer.name.empty()) return std::nullopt;
  const auto found = only(by_name_, SiteName{site, short_name(peer.name)});
  return other(found) && near(bridges_[*found], peer) ? found : std::nullopt;
}

}  // namespace muster
