// What was approved, rejected or classified.
#pragma once
#include <string>

#include "report/decision.h"

namespace muster {

std::string decision_text(const DecisionReport& report);
std::string decision_json(const DecisionReport& report);

}  // namespace muster
