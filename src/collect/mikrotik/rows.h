// Rows of RouterOS tables to facts. Pure. Which source and site they are of is for the caller.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
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
  std::string name;       // the comment where it is a name
};

// What one row gave: facts, or a row of a forwarding table, or the reason why nothing.
struct Reading {
  std::vector<Fact> facts;
  std::string dropped;
  std::optional<BridgeHost> host = std::nullopt;
};

// What people wrote beside the rows of all tables. A comment is a name where it is written as one
// and stands beside one host alone; else it is a remark.
class Comments {
 public:
  void add(const Row& row);
  std::string name(const Row& row) const;  // "" none

 private:
  struct Beside {
    std::set<Mac> macs;
    std::set<std::string> others;  // DUIDs and addresses of rows that tell no MAC
  };
  std::map<std::string, Beside> beside_;  // by comment in lower case
};

Reading read_lease(const Row& row, const Comments& comments);        // /ip/dhcp-server/lease
Reading read_binding(const Row& row, const Comments& comments);      // /ipv6/dhcp-server/binding
Reading read_arp(const Row& row, const Comments& comments);          // /ip/arp and /ipv6/neighbor
Reading read_bridge_host(const Row& row, const Comments& comments);  // /interface/bridge/host
Reading read_neighbor(const Row& row, const Comments& comments);     // /ip/neighbor
// A registration table, of whichever wireless package.
Reading read_station(const Row& row, const Comments& comments);

// The router itself: one fact an interface that has a MAC or an address.
struct RouterTables {
  nlohmann::json identity, resource, routerboard;
  std::vector<nlohmann::json> interfaces, addresses;
};
std::vector<Reading> read_router(const RouterTables& tables);

}  // namespace muster
