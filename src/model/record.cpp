#include "model/record.h"

#include <array>

namespace muster {
namespace {

constexpr std::array<std::string_view, 5> value_types{"text", "number", "bytes", "time", "flag"};

}  // namespace

std::string_view word(ValueType type) { return value_types.at(static_cast<size_t>(type)); }

std::optional<ValueType> parse_value_type(std::string_view word) {
  for (size_t i = 0; i < value_types.size(); ++i) {
    if (value_types.at(i) == word) return static_cast<ValueType>(i);
  }
  return std::nullopt;
}

}  // namespace muster
