// Hosts of an inventory, as far as a test has something to say of them.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "inventory/inventory.h"

namespace muster::test {

struct SeenHost {
  std::string name;
  std::vector<std::string> addresses = {};                         // with their prefix length
  std::vector<std::pair<std::string, std::string>> attached = {};  // switch, port
  std::string site = "berlin";
  State state = State::present;
};

inline Inventory::File file_of(const SeenHost& seen) {
  HostFile file;
  Host& host = file.host;
  host.observed.name = seen.name;
  host.observed.site = seen.site;
  host.observed.state = seen.state;
  host.observed.names.push_back({seen.name, NameSource::device});
  Interface interface {
    "eth0", {}, {}, {}
  };
  for (const std::string& text : seen.addresses) {
    interface.addresses.push_back(parse_cidr(text).value());
  }
  host.observed.interfaces.push_back(std::move(interface));
  for (const auto& [device, port] : seen.attached) {
    host.observed.attached.push_back({device, port, Confidence::certain, {}});
  }
  host.id = (seen.name + "0000000000").substr(0, 10);
  file.path = "hosts/" + seen.site + "/" + seen.name + "--" + host.id + ".yaml";
  return std::make_shared<const HostFile>(std::move(file));
}

inline Inventory inventory_of(const std::vector<SeenHost>& hosts) {
  std::vector<Inventory::File> files;
  for (const SeenHost& host : hosts) files.push_back(file_of(host));
  return Inventory(std::move(files));
}

}  // namespace muster::test
