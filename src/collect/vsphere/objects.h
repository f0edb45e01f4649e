// Managed objects of vSphere as records.
#pragma once
#include <map>
#include <string>

#include "collect/vsphere/soap.h"
#include "connector/map.h"

namespace muster {

// Names of hosts and clusters, by their ids.
struct VsphereNames {
  std::map<std::string, std::string> hosts, clusters, cluster_of;  // host → name of its cluster

  // Whether a host and its cluster are there.
  bool has(const std::string& host) const;
};
VsphereNames vsphere_names(const std::vector<ManagedObject>& objects);

// "" of kinds that become no record; why a row is left out.
struct VsphereRow {
  connector::Row row;
  std::string left_out;
};
VsphereRow vm_row(const ManagedObject& vm, const VsphereNames& names);
VsphereRow host_row(const ManagedObject& host, const VsphereNames& names);
VsphereRow datastore_row(const ManagedObject& datastore);

extern const std::vector<Wanted> vsphere_wanted;

}  // namespace muster
