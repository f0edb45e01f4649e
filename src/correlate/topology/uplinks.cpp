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

EvidenceKind via(NeighborKind kind) {
  switch (kind) {
    case NeighborKind::station:
      return EvidenceKind::via_station;
    case NeighborKind::phone:
      return EvidenceKind::via_phone;
    case NeighborKind::access_point:
      return EvidenceKind::via_access_point;
    default:
      return EvidenceKind::via_switch;
  }
}

// Of two that tell of the same way: a protocol, then a MAC, then a host file.
EvidenceKind stronger(EvidenceKind a, EvidenceKind b) {
  const auto weight = [](EvidenceKind kind) {
    return kind == EvidenceKind::told ? 2 : kind == EvidenceKind::switch_mac ? 1 : 0;
  };
  return weight(b) < weight(a) ? b : a;
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

EvidenceKind protocol_of(const Peer& peer) { return parse_evidence(peer.protocol).kind; }

Uplinks::Uplinks(const Bridges& bridges, std::span<const Observation> observations,
                 std::span<const Host* const> known)
    : bridges_(bridges),
      joins_(bridges.all().size()),
      sees_(bridges.all().size()),
      beside_(bridges.all().size()),
      ports_(bridges.all().size()),
      depths_(bridges.all().size()) {
  hear_hosts(observations);
  join_by_peers();
  see_macs();
  join_known(known);
  join_by_macs();
  judge_ports();
  find_beside();
  grow_trees();
}

void Uplinks::hear_hosts(std::span<const Observation> observations) {
  for (const auto& observation : observations) {
    for (const auto& fact : observation.facts) {
      if (const auto* station = std::get_if<StationFact>(&fact)) {
        stations_.emplace(observation.site, station->mac);
      }
      const auto* nic = std::get_if<NicFact>(&fact);
      if (!nic) continue;
      nodes_.emplace(observation.site, short_name(nic->guest.node));
      auto& node = guests_[{observation.site, nic->mac}];
      if (node.empty() || nic->guest.node < node) node = nic->guest.node;
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
        joins_[b][*far].insert({name, protocol_of(peer)});
        hear_back(b, peer, *far);
      }
    }
  }
}

// The far side's port, when the neighbour named it and it is a port there.
void Uplinks::hear_back(size_t bridge, const Peer& peer, size_t far) {
  const BridgePort* port = bridges_[far].port_of(peer);
  if (port) joins_[far][bridge].insert({port->name, protocol_of(peer)});
}

// Whether a third switch stands between two of one site: it sees them on different ports, or is
// right behind the port on which the one sees the other. What neighbours and learned MACs show
// counts; the ports by which a switch sees another are a number, so that a thousand switches that
// all see each other are compared in no time.
class Uplinks::Between {
 public:
  // Bridges `first` to `last` are a site.
  Between(const Uplinks& uplinks, size_t first, size_t last)
      : uplinks_(uplinks), first_(first), numbers_(last - first) {
    for (auto& row : numbers_) row.resize(last - first);
    std::map<std::set<std::string>, uint32_t> known;
    for (size_t near = first; near < last; ++near) {
      for (auto& [far, ports] : ways(near)) {
        const auto next = static_cast<uint32_t>(known.size() + 1);
        numbers_[far - first][near - first] =
            known.try_emplace(std::move(ports), next).first->second;
      }
    }
  }

  bool operator()(size_t a, size_t b) const {
    const auto& to_a = numbers_[a - first_];
    const auto& to_b = numbers_[b - first_];
    for (size_t third = 0; third < numbers_.size(); ++third) {
      if (to_a[third] != 0 && to_b[third] != 0 && to_a[third] != to_b[third]) return true;
    }
    const auto& ports = uplinks_.sees_[a].at(b);
    return std::any_of(uplinks_.joins_[a].begin(), uplinks_.joins_[a].end(), [&](const auto& way) {
      return way.first != b &&
             std::any_of(way.second.begin(), way.second.end(), [&](const Join& join) {
               return join.evidence != EvidenceKind::switch_mac && ports.contains(join.port);
             });
    });
  }

 private:
  std::map<size_t, std::set<std::string>> ways(size_t near) const {
    auto ways = uplinks_.sees_[near];
    for (const auto& [far, joins] : uplinks_.joins_[near]) {
      for (const auto& join : joins) ways[far].insert(join.port);
    }
    return ways;
  }

  const Uplinks& uplinks_;
  size_t first_;
  std::vector<std::vector<uint32_t>> numbers_;  // far, near; 0 when it does not see it
};

void Uplinks::see_macs() {
  const auto& all = bridges_.all();
  for (size_t b = 0; b < all.size(); ++b) {
    for (const Mac mac : all[b].own) {
      if (bridges_.owner(all[b].site, mac) != b) continue;
      for (const auto& row : bridges_.rows(all[b].site, mac)) {
        if (row.port && row.bridge != b) sees_[row.bridge][b].insert(row.port->name);
      }
    }
  }
}

// Where no neighbour protocol joins two switches, a learned MAC of the other does, unless a third
// one stands between them.
void Uplinks::join_by_macs() {
  const auto& all = bridges_.all();
  for (size_t first = 0, last = 0; first < all.size(); first = last) {
    while (last < all.size() && all[last].site == all[first].site) ++last;
    const Between between(*this, first, last);
    for (size_t near = first; near < last; ++near) join_seen(near, between);
  }
}

void Uplinks::join_seen(size_t near, const Between& between) {
  for (const auto& [far, ports] : sees_[near]) {
    if (is_heard(near, far) || is_heard(far, near) || between(near, far)) continue;
    for (const auto& port : ports) joins_[near][far].insert({port, EvidenceKind::switch_mac});
  }
}

// Whether a neighbour protocol joins them.
bool Uplinks::is_heard(size_t near, size_t far) const {
  const auto found = joins_[near].find(far);
  return found != joins_[near].end() && found->second.begin()->evidence != EvidenceKind::switch_mac;
}

void Uplinks::judge_ports() {
  static const std::set<size_t> none;
  const auto at = [](const auto& map, const std::string& port) -> const std::set<size_t>& {
    const auto found = map.find(port);
    return found == map.end() ? none : found->second;
  };
  for (size_t b = 0; b < bridges_.all().size(); ++b) {
    std::map<std::string, std::set<size_t>> leads;   // port → switches right behind
    std::map<std::string, std::set<size_t>> beyond;  // port → switches whose MAC it learned
    for (const auto& [far, joins] : joins_[b]) {
      for (const auto& join : joins) leads[join.port].insert(far);
    }
    for (const auto& [far, ports] : sees_[b]) {
      for (const auto& port : ports) beyond[port].insert(far);
    }
    for (const auto& [name, port] : bridges_[b].ports) {
      ports_[b][name] = judge(b, port, at(leads, name), at(beyond, name));
    }
  }
}

PortView Uplinks::judge(size_t bridge, const BridgePort& port, const std::set<size_t>& leads,
                        const std::set<size_t>& beyond) const {
  const std::string& site = bridges_[bridge].site;
  PortView view;
  view.hosts = static_cast<size_t>(std::count_if(port.macs.begin(), port.macs.end(), [&](Mac mac) {
    return !guests_.contains({site, mac}) && !stations_.contains({site, mac});
  }));
  view.leads = leads;
  if (!leads.empty() || !beyond.empty()) {
    const auto& far = leads.empty() ? beyond : leads;
    view.role = PortRole::uplink;
    view.because = {EvidenceKind::uplink_to, bridges_[*far.begin()].name};
    return view;
  }
  judge_neighbor(view, bridge, port);
  return view;
}

void Uplinks::judge_neighbor(PortView& view, size_t bridge, const BridgePort& port) const {
  const Peer* peer = neighbor(bridge, port);
  const auto kind = peer ? kind_of(*peer, bridges_[bridge].site) : NeighborKind::device;
  if (kind != NeighborKind::device) {
    view.because = {via(kind), called(*peer)};
  }
  const bool expected = kind == NeighborKind::station || kind == NeighborKind::access_point;
  if (kind == NeighborKind::bridge) {
    view.role = PortRole::unpolled;
  } else if (const auto silent = silent_.find({bridge, port.name}); silent != silent_.end()) {
    view.role = PortRole::unpolled;
    view.because = {EvidenceKind::via_switch, silent->second};
  } else if (is_root_trunk(port)) {
    view.role = PortRole::likely_uplink;
    view.because = {EvidenceKind::stp_root, ""};
  } else if (!expected && view.hosts > most_macs_of_a_host_port) {
    view.role = PortRole::crowded;
    view.because = {EvidenceKind::many_macs, ""};
  }
}

const PortView& Uplinks::port(size_t bridge, const BridgePort& port) const {
  return ports_[bridge].at(port.name);
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
    for (const size_t far : beside_[near]) {
      if (component.insert(far).second) open.push_back(far);
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
    return std::tuple(spanning && (below(b) || !learned), -static_cast<long>(beside_[b].size()),
                      std::string_view(bridges_[b].name), b);
  };
  return *std::min_element(component.begin(), component.end(),
                           [&](size_t a, size_t b) { return order(a) < order(b); });
}

void Uplinks::find_beside() {
  for (size_t near = 0; near < joins_.size(); ++near) {
    for (const auto& [far, joins] : joins_[near]) {
      beside_[near].insert(far);
      beside_[far].insert(near);
    }
  }
}

void Uplinks::grow_trees() {
  std::set<size_t> done;
  for (size_t b = 0; b < bridges_.all().size(); ++b) {
    if (done.contains(b)) continue;
    const auto component = component_of(b);
    std::vector<size_t> open{root_of(component)};
    done.insert(open.front());
    for (size_t i = 0; i < open.size(); ++i) {
      for (const size_t far : beside_[open[i]]) {
        if (!done.insert(far).second) continue;
        depths_[far] = depths_[open[i]] + 1;
        open.push_back(far);
      }
    }
  }
}

std::vector<Downlink> Uplinks::above(size_t bridge) const {
  std::set<std::string> ways;  // ports of `bridge` towards the root
  for (const auto& [far, joins] : joins_[bridge]) {
    if (depths_[far] >= depths_[bridge]) continue;
    for (const auto& join : joins) ways.insert(join.port);
  }
  const auto is_above = [&](size_t other) {
    if (depths_[other] < depths_[bridge]) return true;
    const auto joins = joins_[bridge].find(other);
    if (joins == joins_[bridge].end() || depths_[other] > depths_[bridge]) return false;
    const auto& all = joins->second;
    return std::any_of(all.begin(), all.end(),
                       [&](const Join& j) { return ways.contains(j.port); });
  };
  std::map<std::pair<size_t, std::string>, EvidenceKind> best;
  for (const size_t near : beside_[bridge]) {
    const auto joins = joins_[near].find(bridge);
    if (joins == joins_[near].end() || !is_above(near)) continue;
    for (const auto& join : joins->second) {
      EvidenceKind& evidence = best.try_emplace({near, join.port}, join.evidence).first->second;
      evidence = stronger(evidence, join.evidence);
    }
  }
  // What only the file tells that is to be written is told by nobody.
  std::erase_if(best, [](const auto& way) { return way.second == EvidenceKind::told; });
  std::vector<Downlink> links;
  for (const auto& [place, evidence] : best) {
    links.push_back({place.first, place.second, bridge, evidence});
  }
  return links;
}

}  // namespace muster
