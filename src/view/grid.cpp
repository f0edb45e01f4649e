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

constexpr size_t least_column = 8;

// The widest columns become narrower until all of them fit, or none is wider than it may be.
std::vector<size_t> fitting(std::vector<size_t> widths, size_t room) {
  size_t total = widths.empty() ? 0 : 2 * (widths.size() - 1);
  for (const size_t width : widths) total += width;
  while (total > room) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= least_column) break;
    size_t next = least_column;
    for (const size_t width : widths) {
      if (width < *widest) next = std::max(next, width);
    }
    const size_t give = std::min(total - room, std::max<size_t>(1, *widest - next));
    *widest -= give;
    total -= give;
  }
  return widths;
}

// At most `width` columns of it, whole characters.
std::string cut_to(const std::string& text, size_t width) {
  if (columns(text) <= width) return text;
  size_t end = 0;
  for (size_t next = 0; next < text.size();) {
    do ++next;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0) == 0x80);
    if (columns(text.substr(0, next)) + 1 > width) break;
    end = next;
  }
  return text.substr(0, end) + "…";
}

void cut_rows(std::vector<GridRow>& rows, size_t room) {
  std::vector<size_t> widths;
  for (const GridRow& row : rows) {
    widths.resize(std::max(widths.size(), row.cells.size()));
    for (size_t i = 0; i < row.cells.size(); ++i)
      widths[i] = std::max(widths[i], columns(row.cells[i]));
  }
  widths = fitting(std::move(widths), room);
  for (GridRow& row : rows) {
    for (size_t i = 0; i < row.cells.size(); ++i) row.cells[i] = cut_to(row.cells[i], widths[i]);
  }
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

std::string inert_lines(const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    out += inert(std::string_view(text).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
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
  if (style.width > 0) cut_rows(all, style.width);
  return grid(all, all_groups, style);
}

}  // namespace muster
