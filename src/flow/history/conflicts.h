// muster conflicts.
#pragma once
#include <vector>

#include "flow/workspace.h"
#include "inventory/inventory.h"
#include "plan/plan.h"
#include "report/compare/compare.h"
#include "report/history/conflicts.h"

namespace muster {

// Of hosts that are neither rejected nor gone, by path: names and addresses that several have,
// files that are one host, places, serial numbers and systems that sources tell differently.
std::vector<Conflict> host_conflicts(const Inventory& inventory);

// Devices and VMs that NetBox has alone, and those that it lacks.
std::vector<Conflict> one_sided(const Comparison& comparison);

// What a plan does not write because something that is not muster's holds it.
std::vector<Conflict> collisions_of(const Plan& plan, const Inventory& inventory);

// Review branches that wait and do not fit together with the commit, or with the default branch
// where a work tree is viewed: what no forge merges, and what was decided otherwise on both sides.
// Notes where that cannot be told.
std::vector<Conflict> branch_conflicts(const Workspace& workspace, const View& view,
                                       Diagnostics& notes);

}  // namespace muster
