#include "correlate/topology/candidates.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace muster {
namespace {

constexpr int of_uplinks = 4;

int rank(const Candidate& one) {
  if (one.spoke) return 0;
  switch (one.view->role) {
    case PortRole::edge:
      return 1;
    case PortRole::crowded:
    case PortRole::unpolled:
      return 2;
    case PortRole::likely_uplink:
      return 3;
    case PortRole::uplink:
      return of_uplinks;
  }
  return of_uplinks;
}

// Whether a switch right behind the port learned the MAC too and so knows better.
bool leads_on(const Candidate& one, std::span<const Candidate> all) {
  return std::any_of(all.begin(), all.end(), [&](const Candidate& other) {
    return one.view->leads.contains(other.bridge);
  });
}

// One place on two switches: the aggregates have one name and the switches are joined, or both have
// the same neighbour.
bool is_twin(const Candidate& a, const Candidate& b, const Uplinks& uplinks) {
  if (a.bridge == b.bridge) return false;
  const bool joined = uplinks.joined(a.bridge, b.bridge) || uplinks.joined(b.bridge, a.bridge);
  const bool aggregates = a.port->aggregate && b.port->aggregate;
  if (joined && aggregates && a.port->name == b.port->name) return true;
  return std::any_of(a.port->peers.begin(), a.port->peers.end(), [&](const Peer& peer) {
    const auto same = [&](const Peer& other) { return other.chassis == peer.chassis; };
    return !peer.chassis.empty() && std::any_of(b.port->peers.begin(), b.port->peers.end(), same);
  });
}

// Whether the neighbour spoke from the interface of this MAC: a device of several interfaces has
// one chassis id.
bool speaks_of(const Peer& peer, Mac mac) {
  const bool direct =
      protocol_of(peer) == EvidenceKind::lldp || protocol_of(peer) == EvidenceKind::cdp;
  return direct && (peer.port_mac ? *peer.port_mac == mac : peer.chassis == render(mac));
}

}  // namespace

Choice choose(std::vector<Candidate> found, const Bridges& bridges, const Uplinks& uplinks) {
  const auto place = [&](const Candidate& one) {
    const bool passes = rank(one) == of_uplinks && leads_on(one, found);
    return std::pair(rank(one), passes);
  };
  std::vector<std::pair<std::pair<int, bool>, Candidate>> placed;
  for (const auto& one : found) placed.emplace_back(place(one), one);
  const auto order = [&](const auto& item) {
    const Candidate& one = item.second;
    return std::tuple(item.first, -static_cast<long>(uplinks.depth(one.bridge)),
                      one.port->macs.size(), std::string_view(bridges[one.bridge].name),
                      std::string_view(one.port->name));
  };
  std::sort(placed.begin(), placed.end(),
            [&](const auto& a, const auto& b) { return order(a) < order(b); });
  Choice choice;
  for (const auto& [where, one] : placed) {
    if (where != placed.front().first) break;
    const bool first = choice.chosen.empty();
    const bool chosen = first || is_twin(choice.chosen.front(), one, uplinks);
    (chosen ? choice.chosen : choice.others).push_back(one);
  }
  choice.only_uplinks = placed.front().first.first == of_uplinks;
  if (placed.front().first.second) choice.others.clear();
  return choice;
}

std::vector<Spoken> spoken_apart(const std::string& site, Mac mac, const Choice& choice,
                                 const Bridges& bridges, const Uplinks& uplinks) {
  std::vector<Spoken> apart;
  for (const Spoken& one : bridges.spoken(site, render(mac))) {
    const bool chosen =
        std::any_of(choice.chosen.begin(), choice.chosen.end(), [&](const Candidate& other) {
          return other.spoke || (other.bridge == one.bridge && other.port == one.port);
        });
    const bool speaks = std::any_of(one.port->peers.begin(), one.port->peers.end(),
                                    [&](const Peer& peer) { return speaks_of(peer, mac); });
    const bool uplink = uplinks.port(one.bridge, *one.port).role == PortRole::uplink;
    if (speaks && !chosen && !uplink) apart.push_back(one);
  }
  return apart;
}

}  // namespace muster
