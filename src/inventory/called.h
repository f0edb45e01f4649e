// Host files by what switches and hypervisors are called.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>

#include "inventory/host_file.h"

namespace muster {

class Called {
 public:
  void add(const HostFile& file);
  // The one host of that name; what a device says of itself before what others call it.
  const HostFile* find(const std::string& site, const std::string& name) const;

 private:
  using Names = std::map<std::pair<std::string, std::string>, std::set<const HostFile*>>;
  Names told_, called_;
};

}  // namespace muster
