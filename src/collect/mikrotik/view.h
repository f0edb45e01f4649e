// What a RouterOS device tells of its own ports and of the devices beside it. Pure.
#pragma once
#include <string>
#include <vector>

#include "collect/mikrotik/rows.h"
#include "model/topology.h"

namespace muster {

using Records = std::vector<nlohmann::json>;

// Tables that the router lacks, or did not give, are empty.
struct ForwardingTables {
  Records bridges;    // /interface/bridge
  Records ports;      // /interface/bridge/port
  Records vlans;      // /interface/bridge/vlan
  Records bonds;      // /interface/bonding
  Records hosts;      // /interface/bridge/host
  Records neighbors;  // /ip/neighbor
};

// `source` and `whole` are for the caller.
SwitchView view_of(const RouterTables& router, const ForwardingTables& tables);

}  // namespace muster
