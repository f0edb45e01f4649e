// A host file with one interface, as the tests of records begin with.
#pragma once
#include <string>
#include <vector>

#include "inventory/host_file.h"

namespace muster::dns_test {

inline HostFile host_file(const std::string& id, const std::string& name,
                          const std::vector<std::string>& addresses) {
  HostFile file;
  file.path = "hosts/berlin/" + id + ".yaml";
  file.host.id = id;
  file.host.classification = "server";
  file.host.observed.name = name;
  file.host.observed.site = "berlin";
  Interface interface;
  interface.name = "eth0";
  for (const std::string& address : addresses) {
    interface.addresses.push_back(parse_cidr(address).value());
  }
  file.host.observed.interfaces.push_back(interface);
  return file;
}

}  // namespace muster::dns_test
