#include "correlate/topology/own_port.h"

#include <algorithm>
#include <set>

namespace muster {
namespace {

// MNDP passes through switches.
bool is_next(const Peer& peer) { return peer.protocol == "lldp" || peer.protocol == "cdp"; }

// The ports of `to` that a port of `from` is wired to, by what is heard there.
struct Heard {
  std::set<std::string> ports;
  bool others = false;  // somebody else is heard there
};

Heard heard_on(const Bridges& bridges, size_t from, const BridgePort& port, size_t to) {
  Heard heard;
  for (const Peer& peer : port.peers) {
    if (!is_next(peer)) continue;
    if (bridges.polled(peer, from) != to) {
      heard.others = true;
      continue;
    }
    const BridgePort* there = bridges[to].port_of(peer);
    if (there && !there->aggregate) heard.ports.insert(there->name);
  }
  return heard;
}

}  // namespace

std::string own_port(const Bridges& bridges, const Downlink& link) {
  const BridgePort* upper = bridges[link.upper].port(link.port);
  if (upper == nullptr || upper->aggregate) return "";
  const Heard above = heard_on(bridges, link.upper, *upper, link.lower);
  std::set<std::string> own = above.ports;
  if (above.others) return "";
  for (const auto& [name, port] : bridges[link.lower].ports) {
    const Heard below = heard_on(bridges, link.lower, port, link.upper);
    const bool here = below.ports.contains(link.port);
    const bool meant = above.ports.contains(name);
    if (!here && !meant) continue;
    const bool agrees = below.ports.empty() || (below.ports.size() == 1 && here);
    if (below.others || port.aggregate || !agrees) return "";
    own.insert(name);
  }
  if (own.size() != 1) return "";
  for (const auto& [name, port] : bridges[link.upper].ports) {
    const bool other = name != link.port;
    if (other && heard_on(bridges, link.upper, port, link.lower).ports.contains(*own.begin()))
      return "";
  }
  return *own.begin();
}

}  // namespace muster
