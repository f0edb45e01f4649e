// Where each host is plugged in: from the forwarding tables, neighbours, wireless registrations and
// DHCP relays of a site to switch ports, each with its confidence, evidence and alternatives. Pure:
// the order of facts and sources does not matter.
//
// Of the ports that learned a MAC, the one that is no uplink (correlate/uplinks.h); of several, the
// deepest in the tree of switches; then the one with the fewest MACs. Several places come of
// several MACs, and of one aggregate on a pair of switches.
//
// The ladder of confidence, and the words of the evidence:
//   certain  a wireless registration ("station"); or a port that is no uplink, and one of: its LLDP
//            or CDP neighbour is the host itself ("lldp", "cdp"); a DHCP relay named the port
//            ("option-82"); the MAC is the only one there, the port carries nothing with a tag and
//            is not the spanning tree's root port, no other port fits as well, and every switch of
//            the site was read to the end ("only-mac"). A switch stands where its neighbour's
//            LLDP or CDP says.
//   likely   a port that is no uplink, with few MACs, or with a telephone, access point or station
//            that accounts for them ("via phone NAME", "guest-of NODE"); a port that only a DHCP
//            relay named; a switch by its own MAC ("switch-mac").
//   behind   something between is not polled: many MACs ("many-macs"), a switch ("via switch
//   NAME"),
//            spanning tree's root port ("stp-root"), or only uplinks saw it ("uplink to NAME").
//   unknown  a switch learned the MAC and did not tell the port.
// What LLDP or CDP says against the forwarding table makes neither certain.
// "bridge-host" is the row of a forwarding table, "mlag" the same aggregate on another switch.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "correlate/identity/identity.h"
#include "correlate/topology/bridges.h"
#include "correlate/topology/uplinks.h"
#include "model/host.h"

namespace muster {

struct Places {
  std::vector<Attachment> attached;  // by device, then port; one an item
  bool conflict = false;             // a DHCP relay, LLDP or CDP names another port
  std::set<std::string> roles;  // "switch", "phone", "access-point": what neighbours tell of it
};

class Placement {
 public:
  // `silent`: sites of which a source that may be a switch did not answer in full. `known`: hosts
  // as their files say; how polled switches hang on each other stays while nothing else is told.
  Placement(std::span<const Observation> observations, std::set<std::string> silent,
            std::span<const Host* const> known = {});

  Places places(const Group& group) const;
  // Whether all switches of the site were read to the end. One that forwards nothing is none.
  bool whole(const std::string& site) const { return !partial_.contains(site); }
  // Whether a switch of this name may still be there: it is told, or some did not answer.
  bool knows(const std::string& site, const std::string& device) const;
  // Whether it may have learned more than it told.
  bool may_hold(const std::string& site, const std::string& device) const;

 private:
  Bridges bridges_;
  Uplinks uplinks_;
  std::set<std::string> partial_;                              // sites
  std::map<std::pair<std::string, std::string>, bool> whole_;  // site, device
};

}  // namespace muster
