// Any text is an expression or an Error; what parses is evaluated within its budget.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/error.h"
#include "jmespath/expression.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  static const auto data = nlohmann::json::parse(
      R"({"a": [{"b": 1, "c": "x"}, {"b": 2}, [3, [4]]], "d": {"e": null, "f": "\u00fc"}})");
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    muster::jmespath::Expression::parse(text).evaluate(data, {10'000, 100'000});
  } catch (const muster::Error& error) {
    muster::render(error);
  }
  return 0;
}
