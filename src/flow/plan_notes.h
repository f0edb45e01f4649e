// What people must know of a plan beside its operations.
#pragma once
#include "flow/reconcile_plan.h"

namespace muster {

void note_two_way(const Workspace& workspace, Plan& plan);
void note_uncommitted(const Workspace& workspace, const ReconcileOptions& options, Plan& plan);
// The pages of hosts that something is done with.
void add_pages(const Inventory& inventory, Plan& plan);

}  // namespace muster
