#include "plan/value.h"

#include <nlohmann/json.hpp>

#include "plan/plan_json.h"

namespace muster {

const std::string& text_of(const Value& value) {
  static const std::string none;
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : none;
}

Value text_or_null(std::string text) { return text.empty() ? Value() : Value(std::move(text)); }

std::string render(const Value& value) {
  return to_json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

const Value& value_of(const Fields& fields, std::string_view name) {
  static const Value none;
  const auto found = fields.find(name);
  return found == fields.end() ? none : found->second;
}

const std::string& text_of(const Fields& fields, std::string_view name) {
  return text_of(value_of(fields, name));
}

}  // namespace muster
