#include "plan/value.h"

#include <nlohmann/json.hpp>

#include "plan/plan_json.h"

namespace muster {

TextList::TextList(const std::vector<std::string>& texts) {
  reserve(texts.size());
  for (const std::string& text : texts) push_back(text);
}

const Text& text_of(const Value& value) {
  static const Text none;
  const auto* text = std::get_if<Text>(&value);
  return text ? *text : none;
}

Value text_or_null(Text text) { return text.empty() ? Value() : Value(std::move(text)); }

std::string render(const Value& value) {
  return to_json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

const Value& value_of(const Fields& fields, std::string_view name) {
  static const Value none;
  const auto* found = fields.find(name);
  return found == fields.end() ? none : found->second;
}

const Text& text_of(const Fields& fields, std::string_view name) {
  return text_of(value_of(fields, name));
}

}  // namespace muster
