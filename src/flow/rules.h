// muster rules test: the rules against the hosts of an inventory.
#pragma once
#include "flow/workspace.h"
#include "report/rules.h"

namespace muster {

// Hosts that people wrote by hand are left out: no rule is asked for them.
RulesReport test_rules(const View& view);

}  // namespace muster
