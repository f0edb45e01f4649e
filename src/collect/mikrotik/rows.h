// Rows of RouterOS tables to facts. Pure. Which source and site they are of is for the caller.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "collect/row.h"
#include "model/observation.h"

namespace muster {

struct BridgeHost {  // a row of a forwarding table
  Mac mac;
  std::string port;
  std::vector<int> vlans;
  bool reserved = false;  // a person commented it
  std::string name;       // the comment where it is one word
};

// What one row gave: facts, or a row of a forwarding table, or the reason why nothing.
struct Reading {
  std::vector<Fact> facts;
  std::string dropped;
  std::optional<BridgeHost> host = std::nullopt;
};

Reading read_lease(const Row& row);        // /ip/dhcp-server/lease
Reading read_binding(const Row& row);      // /ipv6/dhcp-server/binding
Reading read_arp(const Row& row);          // /ip/arp and /ipv6/neighbor
Reading read_bridge_host(const Row& row);  // /interface/bridge/host
Reading read_neighbor(const Row& row);     // /ip/neighbor
Reading read_station(const Row& row);      // a registration table, of whichever wireless package

// The router itself: one fact an interface that has a MAC or an address.
struct RouterTables {
  nlohmann::json identity, resource, routerboard;
  std::vector<nlohmann::json> interfaces, addresses;
};
std::vector<Reading> read_router(const RouterTables& tables);

}  // namespace muster
