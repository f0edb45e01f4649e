// Edits of people are refused before they make the inventory worse.
#pragma once
#include <vector>

#include "flow/workspace.h"

namespace muster {

// What `changes` would bring into `inventory` that is wrong: mistakes that are not there yet, and
// names given that are none or that another host of the site has. Those of approved hosts are
// looked at anyhow.
Diagnostics worse_with(const Workspace& workspace, const Inventory& inventory,
                       const std::vector<FileChange>& changes);

// Throws them.
void require_no_worse(const Workspace& workspace, const Inventory& inventory,
                      const std::vector<FileChange>& changes);

}  // namespace muster
