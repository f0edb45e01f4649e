// Plans as JSON: schema/plan.v1.json.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "plan/plan.h"

namespace muster {

nlohmann::json to_json(const Plan& plan);
nlohmann::json to_json(const Value& value);
nlohmann::json to_json(const Fields& fields);  // an object

// nullopt: a number that is no integer, an object, or a list of anything but texts.
std::optional<Value> value_from(const nlohmann::json& form);

}  // namespace muster
