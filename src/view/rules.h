// Rules and what they make of the hosts, as text and JSON.
#pragma once
#include <string>

#include "config/rules.h"
#include "report/rules.h"
#include "view/view.h"

namespace muster {

std::string rules_text(const RulesReport& report, const Style& style);
std::string rules_json(const RulesReport& report);

// What is wrong with a rule, for people; "" = nothing.
std::string remark_of(const RuleCount& rule);

// Of muster rules show.
std::string rules_json(const Rules& rules);

}  // namespace muster
