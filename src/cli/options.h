// What was typed as the options of the flows. Error (exit 64) for what cannot be meant, before
// anything is read.
#pragma once
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
std::string plan_format(const Args& args);  // "text", "json" or "markdown"

}  // namespace muster::cli
