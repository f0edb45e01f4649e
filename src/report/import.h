// What muster import netbox wrote.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/error.h"

namespace muster {

struct ImportReport {
  std::string target;
  bool dry_run = false;
  std::vector<std::string> written;       // paths
  size_t known = 0;                       // hosts that have a file already
  std::map<std::string, size_t> skipped;  // reason → devices and VMs
  Diagnostics trouble;
};

}  // namespace muster
