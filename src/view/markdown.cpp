#include <string_view>

#include "core/text.h"
#include "view/view.h"

namespace muster {

// Entities and not backslashes: they mean the same inside tables, and no forge resolves mentions,
// references or links in them.
std::string markdown_cell(const std::string& text) {
  static constexpr std::string_view special = "&<>|`*_~[]()#@!\\$:{}";
  std::string out;
  for (const char c : visible(text)) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    }
  }
  return out;
}

}  // namespace muster
