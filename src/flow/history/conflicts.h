// muster conflicts.
#pragma once
#include <vector>

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

}  // namespace muster
