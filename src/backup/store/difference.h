// Two configurations compared as the platform understands them: lines of a block are a set, but for
// blocks whose order means something.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "backup/platform/platform.h"

namespace muster {

struct ConfigChange {
  bool added = false;                // else taken out
  std::vector<std::string> section;  // the lines that it stands below, outermost first
  std::string line;                  // with its indentation
};

std::vector<ConfigChange> config_changes(const Platform& platform, std::string_view before,
                                         std::string_view after);
// "  interface eth0\n-   mtu 1500\n+   mtu 9000\n"; "" when nothing changed.
std::string render(const std::vector<ConfigChange>& changes);

}  // namespace muster
