#include "correlate/topology/uplinks.h"

#include <algorithm>
#include <tuple>

#include "core/text.h"
#include "correlate/host/globs.h"

namespace muster {
namespace {

// More MACs than a desk with a telephone and a computer: a switch, an access point or a hypervisor.
constexpr size_t most_macs_of_a_host_port = 3;
constexpr size_t fewest_vlans_of_a_trunk = 2;
constexpr std::string_view hypervisors =
    "*proxmox*|*vmware esx*|*xcp-ng*|*xenserver*|*hyper-v*|*windows*";

std::string called(const Peer& peer) {
  if (!peer.name.empty()) return peer.name;
  return peer.chassis.empty() ? peer.remote_port : peer.chassis;
}

bool is_root_trunk(const BridgePort& port) {
  return port.root && port.tagged && port.vlans.size() >= fewest_vlans_of_a_trunk;
}

}  // namespace

std::string_view word(NeighborKind kind) {
  switch (kind) {
    case NeighborKind::device:
      return "device";
    case NeighborKind::station:
      return "station";
    case NeighborKind::phone:
      return "phone";
    case NeighborKind::access_point:
      return "access-point";
    case NeighborKind::bridge:
      return "switch";
  }
  return "device";
}

Uplinks::Uplinks(const Bridges& bridges, std::span<const Observation> observations)
    : bridges_(bridges), depths_(bridges.all().size()) {
  hear_hosts(observations);
  join_by_peers();
  join_by_macs();
  judge_ports();
  grow_trees();
}

void Uplinks::hear_hosts(std::span<const Observation> observations) {
  for (const auto& observation : observations) {
    for (const auto& fact : observation.facts) {
      if (fact.guest) nodes_.emplace(fact.site, short_name(fact.guest->node));
      if (!fact.mac) continue;
      if (fact.kind == FactKind::station) stations_.emplace(fact.site, *fact.mac);
      if (!fact.guest) continue;
      auto& node = guests_[{fact.site, *fact.mac}];
      if (node.empty() || fact.guest->node < node) node = fact.guest->node;
    }
  }
}

NeighborKind Uplinks::kind_of(const Peer& peer, const std::string& site) const {
  if (peer.is(Capability::telephone)) return NeighborKind::phone;
  if (!peer.name.empty() && nodes_.contains({site, short_name(peer.name)})) {
    return NeighborKind::station;
  }
  if (peer.is(Capability::station) || matches_any(hypervisors, peer.platform)) {
    return NeighborKind::station;
  }
  if (peer.is(Capability::access_point)) return NeighborKind::access_point;
  const bool bridges =
      peer.is(Capability::bridge) || peer.is(Capability::router) || peer.is(Capability::repeater);
  return bridges ? NeighborKind::bridge : NeighborKind::device;
}

const Peer* Uplinks::neighbor(size_t bridge, const BridgePort& port) const {
  const std::string& site = bridges_[bridge].site;
  const Peer* best = nullptr;
  for (const auto& peer : port.peers) {
    if (bridges_.polled(peer, bridge)) continue;
    if (!best || kind_of(peer, site) > kind_of(*best, site)) best = &peer;
  }
  return best;
}

void Uplinks::join_by_peers() {
  for (size_t b = 0; b < bridges_.all().size(); ++b) {
    for (const auto& [name, port] : bridges_[b].ports) {
      for (const auto& peer : port.peers) {
        const auto far = bridges_.polled(peer, b);
        if (!far) continue;
        joins_[{b, *far}].insert({name, peer.protocol});
        hear_back(b, peer, *far);
      }
    }
  }
}

// The far side's port, when the neighbour named it and it is a port there.
void Uplinks::hear_back(size_t bridge, const Peer& peer, size_t far) {
  const Bridge& other = bridges_[far];
  const BridgePort* port = other.port(peer.remote_port);
  if (const auto mac = parse_mac(peer.remote_port); !port && mac) {
    for (const auto& [name, candidate] : other.ports) {
      if (candidate.mac == mac) port = &candidate;
    }
  }
  if (port) joins_[{far, bridge}].insert({port->name, peer.protocol});
}

// Where no neighbour protocol joins two switches, a learned MAC of the other does, unless a third
// one stands between them.
void Uplinks::join_by_macs() {
  for (size_t b = 0; b < bridges_.all().size(); ++b) {
    for (const Mac mac : bridges_[b].own) {
      if (bridges_.owner(bridges_[b].site, mac) != b) continue;
      for (const auto& row : bridges_.rows(bridges_[b].site, mac)) {
        if (row.port && row.bridge != b) sees_[{row.bridge, b}].insert(row.port->name);
      }
    }
  }
  const auto by_peers = joins_;
  for (const auto& [pair, ports] : sees_) {
    const auto [near, far] = pair;
    if (by_peers.contains({near, far}) || by_peers.contains({far, near})) continue;
    if (between(near, far)) continue;
    for (const auto& port : ports) joins_[pair].insert({port, "switch-mac"});
  }
}

// The ports of `near` that neighbours or learned MACs show to lead to `far`.
std::set<std::string> Uplinks::toward(size_t near, size_t far) const {
  std::set<std::string> ports;
  const auto seen = sees_.find({near, far});
  if (seen != sees_.end()) ports = seen->second;
  const auto joins = joins_.find({near, far});
  if (joins == joins_.end()) return ports;
  for (const auto& join : joins->second) {
    if (join.evidence != "switch-mac") ports.insert(join.port);
  }
  return ports;
}

// Whether a third switch sees the two on different ports, or `a` has it right behind the port on
// which it sees `b`.
bool Uplinks::between(size_t a, size_t b) const {
  const auto& ports = sees_.at({a, b});
  for (size_t third = 0; third < bridges_.all().size(); ++third) {
    if (third == a || third == b) continue;
    const auto to_a = toward(third, a);
    const auto to_b = toward(third, b);
    if (!to_a.empty() && !to_b.empty() && to_a != to_b) return true;
    const auto direct = joins_.find({a, third});
    if (direct == joins_.end()) continue;
    const auto shared = [&](const Join& join) {
      return join.evidence != "switch-mac" && ports.contains(join.port);
    };
    if (std::any_of(direct->second.begin(), direct->second.end(), shared)) return true;
  }
  return false;
}

void Uplinks::judge_ports() {
  for (const auto& [pair, joins] : joins_) {
    for (const auto& join : joins) leads_[{pair.first, join.port}].insert(pair.second);
  }
  for (const auto& [pair, ports] : sees_) {
    for (const auto& port : ports) beyond_[{pair.first, port}].insert(pair.second);
  }
  for (size_t b = 0; b < bridges_.all().size(); ++b) {
    for (const auto& [name, port] : bridges_[b].ports) ports_[{b, name}] = judge(b, port);
  }
}

PortView Uplinks::judge(size_t bridge, const BridgePort& port) const {
  const std::string& site = bridges_[bridge].site;
  PortView view;
  view.hosts = static_cast<size_t>(std::count_if(port.macs.begin(), port.macs.end(), [&](Mac mac) {
    return !guests_.contains({site, mac}) && !stations_.contains({site, mac});
  }));
  const auto leads = leads_.find({bridge, port.name});
  const auto beyond = beyond_.find({bridge, port.name});
  if (leads != leads_.end()) view.leads = leads->second;
  if (leads != leads_.end() || beyond != beyond_.end()) {
    const auto& far = leads != leads_.end() ? leads->second : beyond->second;
    view.role = PortRole::uplink;
    view.because = "uplink to " + bridges_[*far.begin()].name;
    return view;
  }
  judge_neighbor(view, bridge, port);
  return view;
}

void Uplinks::judge_neighbor(PortView& view, size_t bridge, const BridgePort& port) const {
  const Peer* peer = neighbor(bridge, port);
  const auto kind = peer ? kind_of(*peer, bridges_[bridge].site) : NeighborKind::device;
  if (kind != NeighborKind::device) {
    view.because = "via " + std::string(word(kind)) + " " + called(*peer);
  }
  const bool expected = kind == NeighborKind::station || kind == NeighborKind::access_point;
  if (kind == NeighborKind::bridge) {
    view.role = PortRole::unpolled;
  } else if (is_root_trunk(port)) {
    view.role = PortRole::likely_uplink;
    view.because = "stp-root";
  } else if (!expected && view.hosts > most_macs_of_a_host_port) {
    view.role = PortRole::crowded;
    view.because = "many-macs";
  }
}

const PortView& Uplinks::port(size_t bridge, const BridgePort& port) const {
  return ports_.at({bridge, port.name});
}

const std::string& Uplinks::node_of(const std::string& site, Mac mac) const {
  static const std::string none;
  const auto found = guests_.find({site, mac});
  return found == guests_.end() ? none : found->second;
}

std::set<size_t> Uplinks::component_of(size_t bridge) const {
  std::set<size_t> component{bridge};
  std::vector<size_t> open{bridge};
  while (!open.empty()) {
    const size_t near = open.back();
    open.pop_back();
    for (size_t far = 0; far < bridges_.all().size(); ++far) {
      const bool joined = joins_.contains({near, far}) || joins_.contains({far, near});
      if (joined && component.insert(far).second) open.push_back(far);
    }
  }
  return component;
}

// The root of the spanning tree where switches tell it, else the switch with most neighbours.
size_t Uplinks::root_of(const std::set<size_t>& component) const {
  const auto below = [&](size_t b) {
    const auto& ports = bridges_[b].ports;
    return std::any_of(ports.begin(), ports.end(), [](const auto& p) { return p.second.root; });
  };
  const bool spanning = std::any_of(component.begin(), component.end(), below);
  const auto order = [&](size_t b) {
    const bool learned = std::any_of(bridges_[b].ports.begin(), bridges_[b].ports.end(),
                                     [](const auto& p) { return !p.second.macs.empty(); });
    const auto far = std::count_if(component.begin(), component.end(), [&](size_t other) {
      return joins_.contains({b, other}) || joins_.contains({other, b});
    });
    return std::tuple(spanning && (below(b) || !learned), -far, std::string_view(bridges_[b].name),
                      b);
  };
  return *std::min_element(component.begin(), component.end(),
                           [&](size_t a, size_t b) { return order(a) < order(b); });
}

void Uplinks::grow_trees() {
  std::set<size_t> done;
  for (size_t b = 0; b < bridges_.all().size(); ++b) {
    if (done.contains(b)) continue;
    const auto component = component_of(b);
    std::vector<size_t> open{root_of(component)};
    done.insert(open.front());
    for (size_t i = 0; i < open.size(); ++i) {
      for (const size_t far : component) {
        const bool joined = joins_.contains({open[i], far}) || joins_.contains({far, open[i]});
        if (!joined || !done.insert(far).second) continue;
        depths_[far] = depths_[open[i]] + 1;
        open.push_back(far);
      }
    }
  }
}

std::vector<Downlink> Uplinks::above(size_t bridge) const {
  std::set<std::string> ways;  // ports of `bridge` towards the root
  for (const auto& [pair, joins] : joins_) {
    if (pair.first != bridge || depths_[pair.second] >= depths_[bridge]) continue;
    for (const auto& join : joins) ways.insert(join.port);
  }
  const auto is_above = [&](size_t other) {
    if (depths_[other] < depths_[bridge]) return true;
    const auto joins = joins_.find({bridge, other});
    if (joins == joins_.end() || depths_[other] > depths_[bridge]) return false;
    const auto& all = joins->second;
    return std::any_of(all.begin(), all.end(),
                       [&](const Join& j) { return ways.contains(j.port); });
  };
  std::map<std::pair<size_t, std::string>, std::string> best;
  for (const auto& [pair, joins] : joins_) {
    if (pair.second != bridge || !is_above(pair.first)) continue;
    for (const auto& join : joins) {
      auto& evidence = best[{pair.first, join.port}];
      if (evidence.empty() || evidence == "switch-mac") evidence = join.evidence;
    }
  }
  std::vector<Downlink> links;
  for (const auto& [place, evidence] : best) {
    links.push_back({place.first, place.second, bridge, evidence});
  }
  return links;
}

}  // namespace muster
