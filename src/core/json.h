// JSON from outside: bounded, never throwing a foreign exception, and repaired where devices are
// known to send raw bytes.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace muster {

// A value takes about a hundred times the memory of the two bytes it may be written in, so values
// are counted as well as bytes. All is checked before anything is kept.
struct JsonLimits {
  size_t bytes = 64 << 20;
  int depth = 64;
  size_t values = 2'000'000;      // objects, lists, strings (names of fields too), words, numbers
  size_t string_bytes = 1 << 20;  // of one string as it is written; a number has at most 1,000
};

// For what muster wrote itself and may be long: only bytes and depth are bounded.
constexpr JsonLimits own_json(size_t bytes, int depth = 64) { return {bytes, depth, bytes, bytes}; }

// `origin` names the bytes in the error: "GET https://r1/rest/ip/arp".
nlohmann::json parse_json(std::string_view text, std::string_view origin,
                          const JsonLimits& limits = {});

// Bytes of a JSON text made acceptable to a strict parser: raw control characters inside strings
// become \u00XX, a backslash that escapes nothing is doubled, bytes that are not UTF-8 become \\xNN
// (a visible escape, not U+FFFD, so that two different names stay different).
std::string repair_json(std::string_view text);

// Two-space indent, keys sorted, ends in a newline: equal values give equal bytes, and none of them
// begins a command of a CI log.
std::string render_json(const nlohmann::json& value);

}  // namespace muster
