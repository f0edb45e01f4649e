// muster conflicts.
#pragma once
#include <vector>

#include "flow/workspace.h"
#include "plan/plan.h"
#include "report/history/conflicts.h"

namespace muster {

// Of hosts that are neither rejected nor gone, by path: names and addresses that several have,
// files that are one host, places that sources tell differently.
std::vector<Conflict> host_conflicts(const View& view);

// What a plan does not write because something that is not muster's holds it.
std::vector<Conflict> collisions_of(const Plan& plan, const Inventory& inventory);

}  // namespace muster
