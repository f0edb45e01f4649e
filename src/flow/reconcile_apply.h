// muster reconcile: does what was planned, then plans again to see what is left.
#pragma once
#include <stop_token>

#include "flow/reconcile_plan.h"
#include "report/apply.h"

namespace muster {

// Runs the plan's operations: NetBox first, then DNS without the hosts that failed there; then
// reads again and records the commit as applied for the targets that have nothing left. Branches
// of NetBox that are not there are made first, and told in `planned`.
ApplyReport apply_plan(Workspace& workspace, const ReconcileOptions& options, Planned& planned,
                       Wires& wires, std::stop_token stop);

}  // namespace muster
