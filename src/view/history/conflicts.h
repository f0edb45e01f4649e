// Of muster conflicts and muster drift.
#pragma once
#include <span>
#include <string>

#include "plan/plan.h"
#include "report/history/conflicts.h"

namespace muster {

std::string conflicts_text(std::span<const Conflict> conflicts);
std::string conflicts_json(std::span<const Conflict> conflicts);

// What was changed by hand in the targets since the last apply, and what is gone from them.
size_t drift_count(const Plan& plan);
std::string drift_text(const Plan& plan);
std::string drift_json(const Plan& plan);

}  // namespace muster
