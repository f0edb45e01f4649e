// Which ports lead to other switches, by evidence; what stands on the others; and the tree of
// switches that this gives.
//
// A port is an uplink when, strongest first,
//   1. an LLDP or CDP neighbour on it is a polled switch, or that switch says so of its own port;
//   2. it learned a polled switch's own MAC;
//   3. the file of a polled switch says that it hangs there, and nothing is told of the two;
//   4. spanning tree calls it the root port and it carries several VLANs with tags.
// A neighbour that bridges or routes and was not polled makes it a port to an unpolled switch.
// Telephones, access points and stations bridge too and are none of these: hosts behind them stay
// on the port.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "correlate/topology/bridges.h"
#include "model/evidence.h"
#include "model/host.h"

namespace muster {

// What a port is for, the likelier place of a host first.
enum class PortRole { edge, crowded, unpolled, likely_uplink, uplink };

// A neighbour's kind by its capabilities, as it stands in evidence: "via phone NAME".
enum class NeighborKind { device, station, phone, access_point, bridge };
std::string_view word(NeighborKind kind);  // "device", "station", "phone", "access-point", "switch"

// The protocol by which a neighbour spoke.
EvidenceKind protocol_of(const Peer& peer);

struct PortView {
  PortRole role = PortRole::edge;
  std::optional<Evidence> because;  // where the role is not plain, or a neighbour explains it
  std::set<size_t> leads;           // polled switches right behind it
  size_t hosts = 0;                 // learned MACs that nothing else accounts for
};

struct Downlink {  // from the switch nearer to the root of the tree
  size_t upper = 0;
  std::string port;  // of `upper`
  size_t lower = 0;
  EvidenceKind evidence{};  // a protocol, or switch_mac
  auto operator<=>(const Downlink&) const = default;
};

class Uplinks {
 public:
  Uplinks(const Bridges& bridges, std::span<const Observation> observations,
          std::span<const Host* const> known = {});

  const PortView& port(size_t bridge, const BridgePort& port) const;
  // Steps from the root of its tree.
  size_t depth(size_t bridge) const { return depths_[bridge]; }
  // How a switch hangs on those nearer to the root, sorted. Two switches that it reaches by one
  // aggregate are both above it.
  std::vector<Downlink> above(size_t bridge) const;
  bool joined(size_t a, size_t b) const { return joins_[a].contains(b); }
  // The node of the hypervisor whose guest has this MAC, "" when it is no guest's.
  const std::string& node_of(const std::string& site, Mac mac) const;
  // The strongest of a port's neighbours that is no polled switch, and its kind.
  const Peer* neighbor(size_t bridge, const BridgePort& port) const;
  NeighborKind kind_of(const Peer& peer, const std::string& site) const;

 private:
  struct Join {
    std::string port;
    EvidenceKind evidence{};  // a protocol, switch_mac, or told: by a host file
    auto operator<=>(const Join&) const = default;
  };
  using Ways = std::map<size_t, std::set<Join>>;
  class Between;

  void hear_hosts(std::span<const Observation> observations);
  void join_by_peers();
  void hear_back(size_t bridge, const Peer& peer, size_t far);
  void see_macs();
  void join_by_macs();
  void join_seen(size_t near, const Between& between);
  std::set<size_t> bridges_of(const Observed& observed) const;
  void join_known(std::span<const Host* const> known);
  void join_again(size_t upper, const Attachment& place, size_t lower);
  bool is_heard(size_t near, size_t far) const;
  void judge_ports();
  PortView judge(size_t bridge, const BridgePort& port, const std::set<size_t>& leads,
                 const std::set<size_t>& beyond) const;
  void judge_neighbor(PortView& view, size_t bridge, const BridgePort& port) const;
  void find_beside();
  void grow_trees();
  size_t root_of(const std::set<size_t>& component) const;
  std::set<size_t> component_of(size_t bridge) const;

  const Bridges& bridges_;
  std::map<std::pair<std::string, Mac>, std::string> guests_;  // → node
  std::set<std::pair<std::string, Mac>> stations_;
  std::set<std::pair<std::string, std::string>> nodes_;           // site, short name
  std::map<std::pair<size_t, std::string>, std::string> silent_;  // port → the switch there
  // By bridge.
  std::vector<Ways> joins_;                                    // to each far one
  std::vector<std::map<size_t, std::set<std::string>>> sees_;  // ports with a far one's MAC
  std::vector<std::set<size_t>> beside_;                       // joined from either side
  std::vector<std::map<std::string, PortView>> ports_;
  std::vector<size_t> depths_;
};

}  // namespace muster
