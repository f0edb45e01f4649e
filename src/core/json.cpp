#include "core/json.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

// nlohmann recurses when it destroys a deep value, so depth is bounded before it parses.
int depth_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return deepest;
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
  if (depth_of(text) > limits.depth) {
    throw Error(from + ": the JSON is nested deeper than " + std::to_string(limits.depth));
  }
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
  return value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace muster
