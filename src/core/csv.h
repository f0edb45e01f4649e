// Comma-separated values (RFC 4180) that a spreadsheet shows as text: a cell that it would take for
// a formula begins with an apostrophe, which goes again when the text is read. So it is with what
// the log of a pipeline would take for a command: a line that begins with "::", "##[" and "##vso[".
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct CsvRow {
  int line = 0;  // of the text, where it begins, from 1
  std::vector<std::string> cells;
};

// A row, ending in CRLF.
std::string csv_row(std::span<const std::string> cells);

// Rows with commas, or semicolons where the first line has more of them; empty lines are left out.
// Error (exit 64), with the line, for quotes that do not end, text behind quotes, more than `most`
// bytes and what is not UTF-8. A byte order mark is passed over.
std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file,
                              size_t most = 64 << 20);

}  // namespace muster
