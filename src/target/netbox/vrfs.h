// The VRFs that muster.yaml names, as NetBox has them. muster makes none.
#pragma once
#include <map>
#include <span>
#include <stop_token>
#include <string>

#include "config/config.h"
#include "plan/resource.h"
#include "target/netbox/client.h"

namespace muster::netbox {

class Vrfs {
 public:
  using Named = std::map<std::string, Where>;  // by name or rd → the line that says it

  Vrfs() = default;
  // Asks NetBox when any is named. Error, at that line, when it has not exactly one that is called
  // so, or when two words mean the same one.
  Vrfs(const Named& named, Client& client, std::stop_token stop);

  const std::map<std::string, long long>& ids() const { return ids_; }
  long long id(const std::string& word) const;  // 0 for "", the global table
  // Whether a row is in the VRF that muster.yaml says of the address at that site.
  bool holds(const Json& row, const Config& config, const std::string& site, const Ip& ip) const;
  // The filter for what is in one of them, or in the global table.
  std::string filter() const;

 private:
  std::map<std::string, long long> ids_;
};

Vrfs::Named named_vrfs(const Config& config);
Vrfs::Named named_vrfs(std::span<const Resource> desired);

}  // namespace muster::netbox
