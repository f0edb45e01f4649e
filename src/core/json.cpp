#include "core/json.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t most_number_bytes = 1'000;

// What a text will need when it is parsed, told without keeping any of it. nlohmann recurses when
// it destroys a deep value, and collects a number of any length before it looks at it.
struct Measure {
  int depth = 0;
  size_t values = 0;
  size_t string_bytes = 0;
  size_t number_bytes = 0;  // also of words; anything but strings
};

size_t string_size(std::string_view text) {
  size_t i = 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

size_t number_size(std::string_view text) {
  return std::min(text.find_first_of("[]{},:\" \t\r\n"), text.size());
}

Measure measure(std::string_view text) {
  Measure needs;
  int depth = 0;
  while (!text.empty()) {
    const char c = text.front();
    size_t size = 1;
    if (c == '[' || c == '{') {
      needs.depth = std::max(needs.depth, ++depth);
      ++needs.values;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == '"') {
      size = string_size(text);
      needs.string_bytes = std::max(needs.string_bytes, size);
      ++needs.values;
    } else if (const size_t plain = number_size(text); plain > 0) {
      size = plain;
      needs.number_bytes = std::max(needs.number_bytes, size);
      ++needs.values;
    }
    text.remove_prefix(size);
  }
  return needs;
}

void check_measure(const Measure& needs, const std::string& from, const JsonLimits& limits) {
  const auto refuse = [&](const std::string& what) {
    throw Error(from + ": " + what)
        .mend("see whether the address is right, and what fills the answer");
  };
  if (needs.depth > limits.depth) {
    refuse(fmt::format("the JSON is nested deeper than {}", limits.depth));
  }
  if (needs.values > limits.values) {
    refuse("the JSON has more than " + counted(limits.values, "value"));
  }
  if (needs.string_bytes > limits.string_bytes) {
    refuse("a string in the JSON is longer than " + counted(limits.string_bytes, "byte"));
  }
  if (needs.number_bytes > most_number_bytes) {
    refuse("a number in the JSON is longer than " + counted(most_number_bytes, "byte"));
  }
}

std::string hex_escape(const char* format, char byte) {
  std::array<char, 12> out{};
  std::snprintf(out.data(), out.size(), format, static_cast<uint8_t>(byte));
  return out.data();
}

Error not_json(const std::string& from) {
  return Error(from + ": the answer is not JSON")
      .mend("see whether the address is right and nothing between cuts or rewrites answers");
}

// How many bytes the escape at the start of `text` has; 0: the backslash escapes nothing.
size_t escape_size(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] != 'u') return std::string_view("\"\\/bfnrt").find(text[1]) == text.npos ? 0 : 2;
  const auto digits = text.substr(2, 4);
  const bool hex = digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
  return hex && digits.size() == 4 ? 6 : 0;
}

}  // namespace

nlohmann::json parse_json(std::string_view text, std::string_view origin,
                          const JsonLimits& limits) {
  const std::string from(origin);
  if (text.size() > limits.bytes) {
    throw Error(from + ": the answer is larger than " + counted(limits.bytes, "byte"));
  }
  check_measure(measure(text), from, limits);
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const std::string_view near = text.substr(std::min(text.size(), error.byte), 40);
    throw not_json(from).because("it breaks at byte " + std::to_string(error.byte) + " of " +
                                 std::to_string(text.size()) +
                                 (near.empty() ? "" : ", before " + clean(near)));
  } catch (const nlohmann::json::out_of_range&) {
    throw not_json(from).because("a number in it is too large");
  }
}

std::string repair_json(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  while (!text.empty()) {
    const size_t good = std::min(invalid_utf8(text), text.size());
    for (size_t i = 0; i < good; ++i) {
      const char c = text[i];
      if (in_string && static_cast<uint8_t>(c) < 0x20) {
        out += hex_escape("\\u%04x", c);
        continue;
      }
      if (in_string && c == '\\') {
        const size_t size = escape_size(text.substr(i, good - i));
        out += size == 0 ? "\\\\" : text.substr(i, size);
        i += std::max<size_t>(size, 1) - 1;
        continue;
      }
      if (c == '"') in_string = !in_string;
      out += c;
    }
    if (good == text.size()) break;
    out += hex_escape("\\\\x%02x", text[good]);
    text.remove_prefix(good + 1);
  }
  return out;
}

std::string render_json(const nlohmann::json& value) {
  std::string text = value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  for (const std::string_view command : {"##[", "##vso["}) {  // of CI logs
    for (size_t at = 0; (at = text.find(command, at)) != std::string::npos;) {
      text.replace(at, 1, "\\u0023");
    }
  }
  return text;
}

}  // namespace muster
