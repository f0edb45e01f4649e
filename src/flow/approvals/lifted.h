// A rail that the planned commit lifts for itself: "Muster-Allow: deletes" in its message, of
// somebody who may decide about each host that goes, by the policy of the commit last applied.
#pragma once
#include <set>
#include <span>
#include <string>

#include "flow/absence.h"

namespace muster {

// {"deletes"}, or nothing. `notes` tells whose word counts, or why it does not.
std::set<std::string> lifted_by_commit(const Workspace& workspace, const View& view,
                                       const Applied& applied,
                                       std::span<const Operation> operations, Diagnostics& notes);

}  // namespace muster
