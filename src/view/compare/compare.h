// A comparison as text and JSON.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "report/compare/compare.h"
#include "view/view.h"

namespace muster {

std::string comparison_text(const Comparison& comparison, const Style& style);
std::string comparison_json(const Comparison& comparison);
nlohmann::json to_json(const Comparison& comparison);

}  // namespace muster
