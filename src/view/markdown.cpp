#include <string_view>

#include "core/text.h"
#include "view/view.h"

namespace muster {

// Entities and not backslashes: they mean the same inside tables, and no forge resolves mentions,
// references or links in them.
std::string markdown_cell(const std::string& text) {
  static constexpr std::string_view special = "&<>|`*_~[]()#@!\\$:{}";
  const std::string shown = visible(text);
  std::string out;
  for (size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    // Forges make links of words that begin with "www.".
    const bool link = c == '.' && i >= 3 && lower(shown.substr(i - 3, 3)) == "www";
    if (!link && special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    }
  }
  return out;
}

}  // namespace muster
