// Text in columns. Internal to the views.
#pragma once
#include <string>
#include <vector>

#include "view/view.h"

namespace muster {

enum class Tone { plain, good, careful, bad, dim };

// `text` in colour when the style has any.
std::string toned(const std::string& text, Tone tone, const Style& style);

// Lines that end each, none of which begins a command of a CI log (core/text.h, inert).
std::string inert_lines(const std::string& text);

struct GridRow {
  std::vector<std::string> cells;
  Tone tone = Tone::plain;
  size_t group = 0;
};

// Columns padded to their widest cell, two blanks between them, no trailing blanks. The last cell
// of a row takes no part in that. Columns from `shared` on are as wide as their group needs.
std::string grid(const std::vector<GridRow>& rows, size_t shared, const Style& style);

}  // namespace muster
