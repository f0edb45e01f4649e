// The value of a managed field. JSON is spoken at the edges only (plan/plan_json.h and the targets'
// own clients).
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

// In canonical form: null is "not set", references are natural keys (a slug or name, never an id).
// Equal meaning is an equal value.
using Value = std::variant<std::monostate, bool, int64_t, std::string, std::vector<std::string>>;

using Fields = std::map<std::string, Value, std::less<>>;  // managed fields by name

inline bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }
const std::string& text_of(const Value& value);  // "" when it is no text
Value text_or_null(std::string text);            // null when empty
std::string render(const Value& value);          // compact JSON, one line; foreign bytes as U+FFFD

const Value& value_of(const Fields& fields, std::string_view name);       // null when absent
const std::string& text_of(const Fields& fields, std::string_view name);  // "" when it is no text

}  // namespace muster
