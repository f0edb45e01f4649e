#include "view/markdown.h"

#include <algorithm>
#include <string_view>

#include "core/text.h"
#include "view/view.h"

namespace muster {

// Entities and not backslashes: they mean the same inside tables, and no forge resolves mentions,
// references or links in them.
std::string markdown_cell(const std::string& text) {
  static constexpr std::string_view special = "&<>|`*_~[]()#@!\\$:{}";
  const std::string shown = inert(text);
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

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + markdown_cell(cell) + " |";
  return out + "\n";
}

std::string markdown_head(const std::vector<std::string>& cells) {
  std::string out = markdown_row(cells) + "|";
  for (size_t i = 0; i < cells.size(); ++i) out += "---|";
  return out + "\n";
}

std::string render(const MarkdownSection& section, size_t budget) {
  if (section.rows.empty()) return "";
  const std::string title = section.title + " (" + std::to_string(section.rows.size()) + ")";
  std::string out = section.folded ? "\n<details><summary>" + title + "</summary>\n\n"
                                   : "\n#### " + title + "\n\n";
  out += section.head;
  const std::string end = section.folded ? "\n</details>\n" : "";
  constexpr size_t cut_note = 80;
  size_t shown = 0;
  for (const std::string& line : section.rows) {
    const bool fits = out.size() + line.size() + end.size() + cut_note <= budget;
    if (!fits && !section.whole) break;
    out += line;
    ++shown;
  }
  if (shown == 0) return "\n" + title + ": " + section.elsewhere + "\n";
  if (const size_t more = section.rows.size() - shown; more > 0) {
    out += "\n… and " + std::to_string(more) + " more, " + section.elsewhere + "\n";
  }
  return out + end;
}

std::string render(const std::vector<MarkdownSection>& sections, size_t budget) {
  const auto count = static_cast<size_t>(
      std::count_if(sections.begin(), sections.end(),
                    [](const MarkdownSection& section) { return !section.rows.empty(); }));
  const size_t least = count * markdown_reserve;
  const size_t share = count > 0 && budget > least ? (budget - least) / count : 0;
  const auto kept = [&](const MarkdownSection& section) {
    size_t size = section.title.size() + section.head.size();
    for (const std::string& line : section.rows) size += line.size();
    return section.rows.empty() ? 0 : std::min(size, share) + markdown_reserve;
  };
  size_t later = 0;
  for (const MarkdownSection& section : sections) later += kept(section);
  std::string out;
  for (const MarkdownSection& section : sections) {
    later -= kept(section);
    out += render(section, budget > out.size() + later ? budget - out.size() - later : 0);
  }
  return out;
}

}  // namespace muster
