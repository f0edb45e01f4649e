// Plans as JSON: schema/plan.v1.json.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>

#include "plan/plan.h"

namespace muster {

nlohmann::json to_json(const Plan& plan);

// The same as text, as render_json() has it, a piece at a time: a plan may have a million
// operations.
class PlanPieces {
 public:
  explicit PlanPieces(const Plan& plan);
  std::string next();  // "" at the end

 private:
  std::span<const Operation> operations_;
  std::string head_, tail_;  // around the operations
  size_t at_ = 0;
};

nlohmann::json to_json(const Value& value);
nlohmann::json to_json(const Fields& fields);  // an object

// nullopt: a number that is no integer, an object, or a list of anything but texts.
std::optional<Value> value_from(const nlohmann::json& form);

}  // namespace muster
