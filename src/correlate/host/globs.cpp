#include "correlate/host/globs.h"

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Most globs fail at their first character, which spares the search.
bool may_match(std::string_view glob, std::string_view text) {
  if (glob.empty() || glob[0] == '*' || glob[0] == '?') return true;
  return !text.empty() && small(glob[0]) == small(text[0]);
}

}  // namespace

bool matches_any(std::string_view globs, std::string_view text) {
  while (!globs.empty()) {
    const size_t end = std::min(globs.find('|'), globs.size());
    const std::string_view glob = globs.substr(0, end);
    if (may_match(glob, text) && glob_match(glob, text)) return true;
    globs.remove_prefix(std::min(end + 1, globs.size()));
  }
  return false;
}

}  // namespace muster
