#include "correlate/topology/own_port.h"

#include <algorithm>
#include <map>
#include <set>

#include "model/own_port.h"

namespace muster {
namespace {

// MNDP passes through switches.
bool is_next(const Peer& peer) { return peer.protocol == "lldp" || peer.protocol == "cdp"; }

// The jacks of one switch that a jack of another is wired to, by what is heard there.
struct Heard {
  std::set<std::string> there;
  bool others = false;  // somebody else is heard there
};
using HeardOn = std::map<std::string, Heard>;

HeardOn heard_of(const Bridges& bridges, size_t from, size_t to) {
  HeardOn all;
  for (const auto& [name, jack] : bridges[from].jacks) {
    for (const Peer& peer : jack.peers) {
      if (!is_next(peer)) continue;
      Heard& heard = all[name];
      const bool meant = bridges.polled(peer, from) == to;
      heard.others = heard.others || !meant;
      const std::string there = meant ? bridges[to].jack_of(peer) : "";
      if (!there.empty()) heard.there.insert(there);
    }
  }
  return all;
}

// Whether `name`, of `near`, leads to `far` and nowhere else, as far as that side tells.
bool agrees(const HeardOn& near, const std::string& name, const std::string& far) {
  for (const auto& [jack, heard] : near) {
    const bool here = jack == name;
    if (!here && heard.there.contains(far)) return false;
    if (!here) continue;
    if (heard.others || heard.there.size() > 1) return false;
    if (heard.there.size() == 1 && !heard.there.contains(far)) return false;
  }
  return true;
}

}  // namespace

std::vector<Wire> wires_of(const Bridges& bridges, const Downlink& link) {
  const HeardOn above = heard_of(bridges, link.upper, link.lower);
  const HeardOn below = heard_of(bridges, link.lower, link.upper);
  std::set<Wire> told;
  for (const auto& [name, heard] : above) {
    for (const std::string& own : heard.there) told.insert({own, name});
  }
  for (const auto& [name, heard] : below) {
    for (const std::string& there : heard.there) told.insert({name, there});
  }
  std::vector<Wire> wires;
  const Bridge &upper = bridges[link.upper], &lower = bridges[link.lower];
  for (const Wire& wire : told) {
    const bool here = upper.canonical(wire.there) == link.port;
    const bool jacks = upper.is_jack(wire.there) && lower.is_jack(wire.own);
    if (here && jacks && can_be_told(wire.own) && agrees(above, wire.there, wire.own) &&
        agrees(below, wire.own, wire.there))
      wires.push_back(wire);
  }
  return wires;
}

}  // namespace muster
