// Hypervisors that are devices of ours, and the machines on them.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>

#include "config/config.h"
#include "inventory/called.h"

namespace muster::netbox {

// What a host becomes; null: nothing, because it is not approved, not there or not named.
const ClassConfig* becoming(const Config& config, const HostFile& file);
// The cluster of a virtual machine, "" when nobody told one.
std::string cluster_name(const Host& host, const ClassConfig& kind);

// What runs its machines: "proxmox".
std::string platform_of(const Host& machine);

// NetBox has a machine on a device only where both are in one cluster.
class Nodes {
 public:
  Nodes(const Config& config, std::span<const HostFile* const> hosts);

  // The device that the machine runs on; null when that is not known.
  const HostFile* node_of(const HostFile& machine) const;
  // The one cluster of all machines on a device; "" when there is none.
  std::string cluster_of(const HostFile& device) const;
  std::string platform_of(const HostFile& device) const;  // of those machines

 private:
  const HostFile* told_node(const HostFile& machine) const;

  Called called_;
  struct Clusters {  // of the machines on a device
    std::set<std::string> names;
    std::string platform;
  };
  std::map<const HostFile*, Clusters> clusters_;
};

}  // namespace muster::netbox
