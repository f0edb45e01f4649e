#include "view/grid.h"

#include <algorithm>
#include <map>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t all_groups = static_cast<size_t>(-1);

using Widths = std::map<std::pair<size_t, size_t>, size_t>;  // (group, column) → width

Widths widths_of(const std::vector<GridRow>& rows, size_t shared) {
  Widths widths;
  for (const GridRow& row : rows) {
    for (size_t i = 0; i + 1 < row.cells.size(); ++i) {
      size_t& width = widths[{i < shared ? all_groups : row.group, i}];
      width = std::max(width, columns(row.cells[i]));
    }
  }
  return widths;
}

}  // namespace

std::string toned(const std::string& text, Tone tone, const Style& style) {
  if (!style.colour || tone == Tone::plain) return text;
  const char* code = tone == Tone::good      ? "32"
                     : tone == Tone::careful ? "33"
                     : tone == Tone::bad     ? "31"
                                             : "2";
  return "\x1b[" + std::string(code) + "m" + text + "\x1b[0m";
}

std::string grid(const std::vector<GridRow>& rows, size_t shared, const Style& style) {
  const Widths widths = widths_of(rows, shared);
  std::string out;
  for (const GridRow& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.cells.size(); ++i) {
      line += row.cells[i];
      if (i + 1 == row.cells.size()) break;
      const size_t width = widths.at({i < shared ? all_groups : row.group, i});
      line += std::string(width + 2 - columns(row.cells[i]), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += toned(line, row.tone, style) + "\n";
  }
  return out;
}

std::string table(std::span<const std::string> head, std::span<const std::vector<std::string>> rows,
                  const Style& style) {
  std::vector<GridRow> all{{.cells = {head.begin(), head.end()}, .tone = Tone::dim}};
  for (const auto& row : rows) {
    GridRow shown;
    for (const std::string& cell : row) shown.cells.push_back(inert(cell));
    all.push_back(std::move(shown));
  }
  return grid(all, all_groups, style);
}

}  // namespace muster
