// Scalars on their own: what type a plain one has, and how one is written.
#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "core/text.h"
#include "core/yaml.h"

namespace muster::yaml {
namespace {

// Words that some YAML reader takes for a bool, null, number, date or time.
bool looks_typed(std::string_view text) {
  static const std::set<std::string, std::less<>> words{
      "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ".nan", ".inf"};
  if (words.contains(lower(text))) return true;
  const std::string_view digits =
      text.starts_with('-') || text.starts_with('+') || text.starts_with('.') ? text.substr(1)
                                                                              : text;
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return false;
  // An address such as 10.20.4.17/24 has two dots, so no reader takes it for a number.
  const auto dots = std::count(text.begin(), text.end(), '.');
  const bool address =
      dots == 3 && text.find_first_not_of("0123456789./") == std::string_view::npos;
  return !address &&
         text.find_first_not_of("0123456789.:_-+xXoabcdefABCDEFTZ ") == std::string_view::npos;
}

bool plain_safe(std::string_view text) {
  if (text.empty() || text != trim(text) || looks_typed(text)) return false;
  const auto ordinary = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./-+() ").find(c) != std::string_view::npos;
  };
  // A colon is plain inside a word ("mikrotik:core"), never before a blank, another mark or the
  // end.
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (size_t i = 0; i < text.size(); ++i) {
    const bool inside = i > 0 && i + 1 < text.size() && letter(text[i - 1]) && letter(text[i + 1]);
    if (!ordinary(text[i]) && !(text[i] == ':' && inside)) return false;
  }
  return std::string_view("-+.() /").find(text[0]) == std::string_view::npos;
}

struct Escape {
  std::string text;
  size_t size = 0;  // bytes it stands for; 0: the character needs none
};

// Characters that YAML does not take as they are, or that break lines for some readers.
Escape escape_of(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0U; };
  if (text[0] == '"' || text[0] == '\\') return {std::string("\\") + text[0], 1};
  std::array<char, 8> out{};
  if (byte(0) < 0x20 || byte(0) == 0x7F) {
    std::snprintf(out.data(), out.size(), "\\x%02x", byte(0));
    return {out.data(), 1};
  }
  if (byte(0) == 0xC2 && byte(1) < 0xA0) {
    std::snprintf(out.data(), out.size(), "\\x%02x", byte(1));
    return {out.data(), 2};
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> odd{
      {{"\xE2\x80\xA8", "\\u2028"},
       {"\xE2\x80\xA9", "\\u2029"},
       {"\xEF\xBB\xBF", "\\ufeff"},
       {"\xEF\xBF\xBE", "\\ufffe"},
       {"\xEF\xBF\xBF", "\\uffff"}}};
  for (const auto& [bytes, shown] : odd) {
    if (text.starts_with(bytes)) return {std::string(shown), bytes.size()};
  }
  return {};
}

}  // namespace

bool Node::null() const {
  return kind == Kind::scalar && plain && (text.empty() || text == "~" || text == "null");
}

std::optional<bool> as_bool(const Node& node) {
  if (node.kind != Kind::scalar || !node.plain) return std::nullopt;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  return std::nullopt;
}

std::optional<long long> as_int(const Node& node) {
  if (node.kind != Kind::scalar || !node.plain) return std::nullopt;
  const std::string_view digits = std::string_view(node.text).substr(node.text.starts_with('-'));
  if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
  return parse_int(node.text);
}

std::string scalar(std::string_view text) {
  return plain_safe(text) ? std::string(text) : quoted(text);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Escape escape = escape_of(text);
    out += escape.size == 0 ? text.substr(0, 1) : escape.text;
    text.remove_prefix(std::max<size_t>(escape.size, 1));
  }
  return out + "\"";
}

}  // namespace muster::yaml
