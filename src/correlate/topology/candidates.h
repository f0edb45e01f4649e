// Of all ports that learned a MAC, the one where its host is.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "correlate/topology/bridges.h"
#include "correlate/topology/uplinks.h"

namespace muster {

struct Candidate {
  size_t bridge = 0;
  const BridgePort* port = nullptr;
  const PortView* view = nullptr;
  std::vector<int> vlans;
  std::optional<EvidenceKind> spoke;  // the protocol by which the host itself spoke there

  bool is_edge() const { return view->role == PortRole::edge || spoke; }
};

struct Choice {
  std::vector<Candidate> chosen;  // several: one place on several switches
  std::vector<Candidate> others;  // that fit as well but for the tree and the number of MACs
  bool only_uplinks = false;
};

// `found` is not empty. By role, then the deepest, then the fewest MACs. An uplink behind which the
// next switch learned the MAC too is no answer.
Choice choose(std::vector<Candidate> found, const Bridges& bridges, const Uplinks& uplinks);

// Ports, of no uplinks, where LLDP or CDP says that the MAC is and that are not chosen for it.
std::vector<Spoken> spoken_apart(const std::string& site, Mac mac, const Choice& choice,
                                 const Bridges& bridges, const Uplinks& uplinks);

}  // namespace muster
