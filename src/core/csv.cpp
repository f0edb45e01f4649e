#include "core/csv.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

// Where an apostrophe goes in when a cell is written and out when it is read, and how many are
// there.
struct Guard {
  size_t at = 0, there = 0;
};

// At `at`, when what is behind apostrophes there would be obeyed.
void add_guard(std::string_view text, size_t at, std::span<const std::string_view> obeyed,
               std::vector<Guard>& out) {
  const size_t behind = std::min(text.find_first_not_of('\'', at), text.size());
  for (const std::string_view one : obeyed) {
    if (!text.substr(behind).starts_with(one)) continue;
    out.push_back({at, behind - at});
    return;
  }
}

std::vector<Guard> guards(std::string_view text) {
  static constexpr std::array<std::string_view, 7> cell{"=", "+", "-", "@", "\t", "\r", "::"};
  static constexpr std::array<std::string_view, 1> line{"::"};
  static constexpr std::array<std::string_view, 2> hash{"#[", "#vso["};
  std::vector<Guard> out;
  add_guard(text, 0, cell, out);
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t begin = std::min(text.find_first_not_of(' ', i + 1), text.size());
    if (text[i] == '\n' || text[i] == '\r') add_guard(text, begin, line, out);
    if (text[i] == '#') add_guard(text, i + 1, hash, out);
  }
  return out;
}

std::string guarded(std::string text) {
  const auto all = guards(text);
  for (auto one = all.rbegin(); one != all.rend(); ++one) text.insert(one->at, 1, '\'');
  return text;
}

std::string unguarded(std::string text) {
  const auto all = guards(text);
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->there > 0) text.erase(one->at, 1);
  }
  return text;
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

  std::string cell() { return unguarded(take('"') ? quoted() : plain()); }

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
    const std::string text = guarded(cell);
    const bool plain = text.find_first_of(",;\"\r\n") == std::string::npos && text == trim(text);
    if (plain) {
      out += text;
      continue;
    }
    out += '"';
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
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
