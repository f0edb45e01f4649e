#include "core/csv.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr std::string_view formula_begins = "=+-@\t\r";

// Whether the text, or what is behind apostrophes in it, would be a formula.
bool is_guarded(std::string_view text) {
  const size_t first = text.find_first_not_of('\'');
  return first != std::string_view::npos &&
         formula_begins.find(text[first]) < formula_begins.size();
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file) : text_(text), file_(file) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    const std::string_view head = text_.substr(0, text_.find('\n'));
    const auto semicolons = std::count(head.begin(), head.end(), ';');
    if (semicolons > std::count(head.begin(), head.end(), ',')) separator_ = ';';
  }

  std::vector<CsvRow> read() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row{line_, {}};
      do row.cells.push_back(cell());
      while (take(separator_));
      end_line();
      if (row.cells.size() > 1 || !row.cells.front().empty()) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  [[noreturn]] void refuse(int line, const std::string& what) const {
    throw Error(what, Exit::usage)
        .at({file_, line, 0, ""})
        .mend("save it as CSV again, with quotes around texts");
  }

  std::string cell() {
    std::string out = take('"') ? quoted() : plain();
    if (is_guarded(out) && out.front() == '\'') out.erase(0, 1);
    return out;
  }

  std::string plain() {
    const size_t end =
        std::min(text_.find_first_of(separator_ == ',' ? ",\r\n" : ";\r\n", at_), text_.size());
    const std::string_view out = text_.substr(at_, end - at_);
    at_ = end;
    return std::string(out);
  }

  std::string quoted() {
    const int begun = line_;
    std::string out;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] == '"') {
        ++at_;
        if (at_ == text_.size() || text_[at_] != '"') return out;
      }
      out += text_[at_];
    }
    refuse(begun, "a text in quotes does not end");
  }

  void end_line() {
    const bool back = take('\r');
    if (!take('\n') && at_ < text_.size() && !back) refuse(line_, "text stands behind quotes");
    ++line_;
  }

  std::string_view text_;
  const std::string& file_;
  char separator_ = ',';
  size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

std::string csv_row(std::span<const std::string> cells) {
  std::string out;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) out += ',';
    const std::string guarded = is_guarded(cell) ? "'" + cell : cell;
    const bool plain =
        guarded.find_first_of(",;\"\r\n") == std::string::npos && guarded == trim(guarded);
    if (plain) {
      out += guarded;
      continue;
    }
    out += '"';
    for (const char c : guarded) out += c == '"' ? "\"\"" : std::string(1, c);
    out += '"';
  }
  return out + "\r\n";
}

std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file, size_t most) {
  if (text.size() > most) {
    throw Error("larger than " + counted(most, "byte"), Exit::usage)
        .at({file, 0, 0, ""})
        .mend("split it");
  }
  const size_t bad = invalid_utf8(text);
  if (bad != std::string_view::npos) {
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    throw Error("not UTF-8", Exit::usage)
        .at({file, static_cast<int>(line) + 1, 0, ""})
        .mend("save it as CSV in UTF-8");
  }
  return CsvReader(text, file).read();
}

}  // namespace muster
