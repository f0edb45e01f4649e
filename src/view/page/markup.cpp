#include "view/page/markup.h"

#include "core/hex.h"
#include "core/markup.h"
#include "core/text.h"

namespace muster::web {

std::string escaped(std::string_view text) { return markup_escape(visible(text)); }

std::string shortened(std::string_view text, size_t most) {
  if (columns(text) <= most) return std::string(text);
  std::string cut(text);
  while (!cut.empty() && columns(cut) >= most) {
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0) == 0x80) cut.pop_back();
    if (!cut.empty()) cut.pop_back();
  }
  return cut + "…";
}

std::string ending(std::string_view text, size_t most) {
  if (columns(text) <= most) return std::string(text);
  while (!text.empty() && columns(text) >= most) {
    text.remove_prefix(1);
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0) == 0x80) {
      text.remove_prefix(1);
    }
  }
  return "…" + std::string(text);
}

std::string hosts_link(const std::string& selector) {
  return "#hosts?q=" + percent_encode(selector);
}

std::string selector_value(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace muster::web
