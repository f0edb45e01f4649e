#include "correlate/topology/placement.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/text.h"
#include "correlate/topology/candidates.h"
#include "correlate/topology/own_port.h"
#include "correlate/topology/places_kept.h"
#include "correlate/topology/relay.h"
#include "model/own_port.h"

namespace muster {
namespace {

constexpr size_t most_alternatives = 4;

// LLDP and CDP go from one device to the next; MNDP passes through switches.
Confidence confidence_of(EvidenceKind evidence) {
  const bool direct = evidence == EvidenceKind::lldp || evidence == EvidenceKind::cdp;
  return direct ? Confidence::certain : Confidence::likely;
}

Evidence by(EvidenceKind kind) { return {kind, ""}; }

// Those of the rows; an untagged port has but one.
std::vector<int> vlans_of(const BridgePort& port, const std::vector<int>& seen) {
  const bool access = port.told && !port.tagged && port.vlans.size() == 1;
  return seen.empty() && access ? std::vector(port.vlans.begin(), port.vlans.end()) : seen;
}

// The places of one host.
class Placer {
 public:
  Placer(const Group& group, const Bridges& bridges, const Uplinks& uplinks, bool whole)
      : group_(group), bridges_(bridges), uplinks_(uplinks), whole_(whole) {
    for (const auto& sight : group.sights) {
      const std::string chassis = sight.fact ? lower(chassis_of(*sight.fact)) : "";
      if (!chassis.empty()) ids_.emplace(sight.site(), chassis);
      if (!sight.mac || !is_placeable(*sight.mac)) continue;
      const bool made = macs_.emplace(sight.site(), *sight.mac).second;
      if (made) ids_.emplace(sight.site(), render(*sight.mac));
    }
  }

  Places place() {
    hear_relays();
    find_switches();
    for (const auto& [site, mac] : macs_) {
      if (bridges_.owner(site, mac)) continue;
      if (!place_station(site, mac)) place_mac(site, mac);
    }
    for (const size_t bridge : switches_) place_switch(bridge);
    if (switches_.empty() && places_.empty()) place_by_words();
    if (switches_.empty() && !has_strong()) place_by_relay();
    return finish();
  }

 private:
  using PlaceKey = std::pair<std::string, std::string>;

  struct Named {  // a port, by a DHCP relay
    size_t bridge;
    const BridgePort* port;
  };

  void hear_relays() {
    for (const auto& sight : group_.sights) {
      const auto* lease = sight.as<LeaseFact>();
      if (!lease || lease->relay.empty() || !lease->alive) continue;
      const Relay relay = parse_relay(lease->relay);
      for (const size_t bridge : meant(sight.site(), relay)) {
        const BridgePort* port = named_port(relay, bridges_[bridge]);
        if (port) named_.push_back({bridge, port});
      }
    }
  }

  // The polled switches that the host is.
  void find_switches() {
    for (const auto& sight : group_.sights) {
      if (sight.kind() != FactKind::device) continue;
      const auto bridge = bridges_.by_source(sight.site(), sight.source());
      if (bridge) switches_.insert(*bridge);
    }
    for (const auto& [site, mac] : macs_) {
      if (const auto bridge = bridges_.owner(site, mac)) switches_.insert(*bridge);
    }
    find_spoken();
    for (const size_t bridge : switches_) {
      if (bridges_[bridge].view) out_.roles.insert("switch");
    }
  }

  // Those that others hear speak as the host does.
  void find_spoken() {
    for (const auto& [site, id] : ids_) {
      for (const auto& [bridge, port] : bridges_.spoken(site, id)) {
        for (const auto& peer : port->peers) {
          if (!is_me(site, peer)) continue;
          if (const auto me = bridges_.polled(peer, bridge)) switches_.insert(*me);
        }
      }
    }
  }

  bool place_station(const std::string& site, Mac mac) {
    bool found = false;
    for (const auto& sight : group_.sights) {
      const auto* station = sight.as<StationFact>();
      if (!station || sight.site() != site || sight.mac != mac) continue;
      const std::string& source = sight.source();
      const auto bridge = bridges_.by_source(site, source);
      const std::string device =
          bridge ? bridges_[*bridge].name : source.substr(source.find(':') + 1);
      Attachment place{device, station->radio, Confidence::certain, {by(EvidenceKind::station)}};
      place.vlans = station->vlans;
      add(std::move(place));
      found = true;
    }
    return found;
  }

  bool is_me(const std::string& site, const Peer& peer) const {
    const auto port = peer.port_mac ? peer.port_mac : parse_mac(peer.remote_port);
    return ids_.contains({site, peer.chassis}) || (port && ids_.contains({site, render(*port)}));
  }

  // The protocol by which the host spoke on a port that no polled switch stands behind.
  std::optional<EvidenceKind> spoke_on(size_t bridge, const BridgePort& port) {
    if (uplinks_.port(bridge, port).role == PortRole::uplink) return std::nullopt;
    const std::string& site = bridges_[bridge].site;
    std::optional<EvidenceKind> protocol;
    for (const auto& peer : port.peers) {
      if (!is_me(site, peer)) continue;
      hear_role(peer, site);
      if (!protocol || protocol_of(peer) < *protocol) protocol = protocol_of(peer);
    }
    return protocol;
  }

  void hear_role(const Peer& peer, const std::string& site) {
    const auto kind = uplinks_.kind_of(peer, site);
    if (kind == NeighborKind::phone || kind == NeighborKind::access_point ||
        (kind == NeighborKind::bridge && peer.is(Capability::bridge))) {
      out_.roles.emplace(word(kind));
    }
  }

  void place_mac(const std::string& site, Mac mac) {
    std::vector<Candidate> found;
    const Bridge* nowhere = nullptr;
    for (const auto& row : bridges_.rows(site, mac)) {
      if (!row.port) {
        if (!nowhere) nowhere = &bridges_[row.bridge];
        continue;
      }
      found.push_back({row.bridge, row.port, &uplinks_.port(row.bridge, *row.port), row.vlans,
                       spoke_on(row.bridge, *row.port)});
    }
    if (found.empty()) {
      if (nowhere && places_.empty()) unknown_.insert(nowhere->name);
      return;
    }
    settle(site, mac, choose(std::move(found), bridges_, uplinks_));
  }

  void settle(const std::string& site, Mac mac, const Choice& choice) {
    const auto apart = spoken_apart(site, mac, choice, bridges_, uplinks_);
    if (!apart.empty() && !choice.chosen.front().is_edge()) return settle_spoken(choice, apart);
    for (const Candidate& one : choice.chosen) {
      Attachment place = attachment(one, site, mac, choice.others.empty());
      if (choice.chosen.size() > 1) place.because.push_back(by(EvidenceKind::mlag));
      for (const Candidate& other : choice.others) place.alternatives.push_back(text_of(other));
      witness(place, one, choice.chosen);
      for (const Spoken& other : apart) contradict(place, *other.port, other.bridge);
      add(std::move(place));
    }
  }

  // What the host itself says is nearer than what is learned behind something; ways to other
  // switches agree, and so may what seems to end at a switch that did not answer.
  void settle_spoken(const Choice& choice, std::span<const Spoken> apart) {
    for (const auto& [bridge, port] : apart) {
      const auto protocol = spoke_on(bridge, *port);
      if (!protocol) continue;
      Attachment place = spoken_place(bridge, *port, *protocol);
      for (const Candidate& other : choice.chosen) {
        const PortRole role = other.view->role;
        const bool ends_there = role == PortRole::crowded || role == PortRole::unpolled;
        if (ends_there && whole_) contradict(place, *other.port, other.bridge);
      }
      add(std::move(place));
    }
  }

  void contradict(Attachment& place, const BridgePort& port, size_t bridge) {
    out_.conflict = true;
    place.alternatives.push_back(bridges_[bridge].name + ":" + port.name);
    if (place.confidence == Confidence::certain) place.confidence = Confidence::likely;
  }

  Attachment spoken_place(size_t bridge, const BridgePort& port, EvidenceKind protocol) const {
    Attachment place{bridges_[bridge].name, port.name, confidence_of(protocol),
                     {by(protocol)},        {},        {}};
    place.vlans = vlans_of(port, {});
    return place;
  }

  std::string text_of(const Candidate& one) const {
    return bridges_[one.bridge].name + ":" + one.port->name;
  }

  Attachment attachment(const Candidate& one, const std::string& site, Mac mac, bool alone) const {
    Attachment place{bridges_[one.bridge].name, one.port->name, Confidence::likely, {}, {}, {}};
    place.vlans = vlans_of(*one.port, one.vlans);
    auto& because = place.because;
    if (one.spoke) because.push_back(by(*one.spoke));
    because.push_back(by(EvidenceKind::bridge_host));
    if (one.spoke) {
      place.confidence = confidence_of(*one.spoke);
    } else if (one.view->role != PortRole::edge) {
      place.confidence = Confidence::behind;
      if (one.view->because) because.push_back(*one.view->because);
    } else {
      explain_edge(place, one, site, mac, alone);
    }
    return place;
  }

  void explain_edge(Attachment& place, const Candidate& one, const std::string& site, Mac mac,
                    bool alone) const {
    const BridgePort& port = *one.port;
    const bool bare = port.told && !port.tagged && !port.root;
    const std::string& node = uplinks_.node_of(site, mac);
    if (one.view->because) {
      place.because.push_back(*one.view->because);
    } else if (!node.empty()) {
      place.because.push_back({EvidenceKind::guest_of, node});
    } else if (alone && whole_ && bare && port.macs.size() == 1) {
      place.confidence = Confidence::certain;
      place.because.push_back(by(EvidenceKind::only_mac));
    }
  }

  // The switches of the site that a relay means, by their MACs or names.
  std::set<size_t> meant(const std::string& site, const Relay& relay) const {
    std::set<size_t> bridges;
    const auto add = [&](const std::set<size_t>& some) {
      bridges.insert(some.begin(), some.end());
    };
    for (const Mac mac : relay.macs) add(bridges_.owners(site, mac));
    for (const auto& text : relay.words) {
      add(bridges_.named(site, text));
      add(bridges_.named(site, short_name(text)));
    }
    return bridges;
  }

  // What DHCP relays say of a place: they confirm it, or name another port that is no uplink.
  void witness(Attachment& place, const Candidate& one, std::span<const Candidate> chosen) {
    for (const Named& named : named_) {
      if (bridges_[named.bridge].site != bridges_[one.bridge].site) continue;
      if (named.bridge == one.bridge && named.port == one.port) {
        place.because.insert(place.because.begin(), by(EvidenceKind::option_82));
        if (one.is_edge()) place.confidence = Confidence::certain;
        return;
      }
      const bool edge = uplinks_.port(named.bridge, *named.port).role == PortRole::edge;
      const bool twin = std::any_of(chosen.begin(), chosen.end(), [&](const Candidate& other) {
        return other.bridge == named.bridge && other.port == named.port;
      });
      if (!one.is_edge() || !edge || twin) continue;
      contradict(place, *named.port, named.bridge);
    }
  }

  // Nobody learned a MAC of it, but it spoke.
  void place_by_words() {
    for (const auto& [site, id] : ids_) {
      for (const auto& [bridge, port] : bridges_.spoken(site, id)) {
        const auto protocol = spoke_on(bridge, *port);
        if (protocol) add(spoken_place(bridge, *port, *protocol));
      }
    }
  }

  void place_by_relay() {
    std::map<PlaceKey, Attachment> named;
    for (const auto& [bridge, port] : named_) {
      if (uplinks_.port(bridge, *port).role != PortRole::edge) continue;
      Attachment place{bridges_[bridge].name,         port->name, Confidence::likely,
                       {by(EvidenceKind::option_82)}, {},         {}};
      place.vlans = vlans_of(*port, {});
      for (const auto& [key, other] : places_) {
        place.alternatives.push_back(key.first + ":" + key.second);
      }
      named[{place.device, place.port}] = std::move(place);
    }
    if (named.empty()) return;
    places_ = std::move(named);
  }

  bool has_strong() const {
    return std::any_of(places_.begin(), places_.end(), [](const auto& place) {
      return place.second.confidence <= Confidence::likely;
    });
  }

  void place_switch(size_t bridge) {
    for (const auto& link : uplinks_.above(bridge)) {
      std::vector<Evidence> because{by(link.evidence)};
      for (const Wire& wire : wires_of(bridges_, link))
        because.push_back(evidence_from(wire.own, wire.there, link.port));
      add({bridges_[link.upper].name, link.port, confidence_of(link.evidence), because, {}, {}});
    }
  }

  // Several MACs on one port are one place: the best evidence stands.
  void add(Attachment place) {
    std::sort(place.vlans.begin(), place.vlans.end());
    const auto [entry, made] = places_.try_emplace({place.device, place.port}, place);
    if (made) return;
    Attachment& old = entry->second;
    auto vlans = old.vlans;
    auto alternatives = old.alternatives;
    vlans.insert(vlans.end(), place.vlans.begin(), place.vlans.end());
    alternatives.insert(alternatives.end(), place.alternatives.begin(), place.alternatives.end());
    const auto order = [](const Attachment& a) {
      return std::tuple(a.confidence, -static_cast<long>(a.because.size()), a.because);
    };
    if (order(place) < order(old)) old = std::move(place);
    old.vlans = std::move(vlans);
    old.alternatives = std::move(alternatives);
  }

  Places finish() {
    if (places_.empty()) {
      for (const auto& device : unknown_) {
        places_[{device, ""}] = {device, "", Confidence::unknown, {by(EvidenceKind::bridge_host)},
                                 {},     {}};
      }
    }
    for (auto& [key, place] : places_) {
      std::sort(place.vlans.begin(), place.vlans.end());
      place.vlans.erase(std::unique(place.vlans.begin(), place.vlans.end()), place.vlans.end());
      settle_alternatives(place.alternatives);
      out_.attached.push_back(std::move(place));
    }
    return std::move(out_);
  }

  void settle_alternatives(std::vector<std::string>& texts) const {
    std::set<std::string> sorted(texts.begin(), texts.end());
    for (const auto& [key, place] : places_) sorted.erase(key.first + ":" + key.second);
    texts.assign(sorted.begin(), sorted.end());
    if (texts.size() > most_alternatives) texts.resize(most_alternatives);
  }

  const Group& group_;
  const Bridges& bridges_;
  const Uplinks& uplinks_;
  bool whole_;
  std::set<std::pair<std::string, Mac>> macs_;         // site, MAC
  std::set<std::pair<std::string, std::string>> ids_;  // what it may call itself to neighbours
  std::set<size_t> switches_;
  std::vector<Named> named_;
  std::map<PlaceKey, Attachment> places_;
  std::set<std::string> unknown_;
  Places out_;
};

}  // namespace

Placement::Placement(std::span<const Observation> observations, std::set<std::string> silent,
                     std::span<const Host* const> known)
    : bridges_(observations), uplinks_(bridges_, observations, known), partial_(std::move(silent)) {
  for (const auto& bridge : bridges_.all()) {
    whole_[{bridge.site, bridge.name}] = bridge.whole;
    if (!bridge.whole && (bridge.failed || bridge.learned)) partial_.insert(bridge.site);
  }
}

Places Placement::places(const Group& group) const {
  return Placer(group, bridges_, uplinks_, whole(group.site())).place();
}

bool Placement::knows(const std::string& site, const std::string& device) const {
  return !whole(site) || whole_.contains({site, device});
}

bool Placement::may_hold(const std::string& site, const std::string& device) const {
  const auto found = whole_.find({site, device});
  return found == whole_.end() ? !whole(site) : !found->second;
}

}  // namespace muster
