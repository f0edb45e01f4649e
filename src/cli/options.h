// What was typed as the options of the flows. Error (exit 64) for what cannot be meant, before
// anything is read.
#pragma once
#include <optional>
#include <string>

#include "cli/command.h"
#include "flow/decide.h"
#include "flow/discover.h"
#include "flow/reconcile_plan.h"

namespace muster::cli {

DiscoverOptions discover_options(const Args& args);

// Of approve, reject and classify; the words are hosts, and the caller says what is decided.
Decision decision_options(const Args& args);

ReconcileOptions reconcile_options(const Args& args);
// The commit to look at instead of the work tree; Error (exit 64) when REV names none.
inline constexpr Flag ref_flag{"--ref", "REV", "look at this commit instead of the work tree"};
std::optional<ObjectId> commit_of(const Call& call, const Workspace& workspace);

std::string plan_format(const Args& args);  // "text", "json" or "markdown"

}  // namespace muster::cli
