// Markdown for forges: tables in sections that fit a budget of bytes by whole rows.
#pragma once
#include <string>
#include <vector>

namespace muster {

struct MarkdownSection {
  std::string title;
  std::string head;  // of its table
  std::vector<std::string> rows;
  bool whole = false;                           // no row is cut
  bool folded = false;                          // behind its title
  std::string elsewhere = "see the plan file";  // where rows that were cut are to be found
};

// A row of a table; what stands in the cells is made harmless.
std::string markdown_row(const std::vector<std::string>& cells);
std::string markdown_head(const std::vector<std::string>& cells);

// At most `budget` bytes; what was cut is counted. "" for a section without rows.
std::string render(const MarkdownSection& section, size_t budget);

// Sections in their order: each takes what the others leave, and to each an equal share is kept, as
// far as it needs one, so that a long one leaves no other without rows.
std::string render(const std::vector<MarkdownSection>& sections, size_t budget);

// The shortest form that render() may fall back to.
inline constexpr size_t markdown_reserve = 100;

}  // namespace muster
