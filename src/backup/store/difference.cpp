#include "backup/store/difference.h"

#include <algorithm>
#include <map>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t most_depth = 64;
constexpr size_t most_compared = 4'000'000;  // pairs of lines whose order is compared

struct ConfigLine {
  std::string text;
  std::vector<ConfigLine> below;
};
using Lines = std::vector<ConfigLine>;

size_t blanks_before(const std::string& line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

// Reads lines indented more than `above`, from `at` on.
Lines read_block(const std::vector<std::string>& lines, size_t& at, size_t least, size_t depth) {
  Lines out;
  while (at < lines.size() && blanks_before(lines[at]) >= least) {
    out.push_back({lines[at], {}});
    const size_t own = blanks_before(lines[at++]);
    if (at < lines.size() && blanks_before(lines[at]) > own && depth < most_depth) {
      out.back().below = read_block(lines, at, own + 1, depth + 1);
    }
  }
  return out;
}

// Without blank lines and lines that only part others.
Lines read_lines_of(const Platform& platform, std::string_view text) {
  std::vector<std::string> lines;
  for (std::string& line : split(text, '\n')) {
    const auto bare = trim(line);
    if (!bare.empty() && bare != platform.comment) lines.push_back(std::move(line));
  }
  size_t at = 0;
  return read_block(lines, at, 0, 0);
}

class Comparison {
 public:
  explicit Comparison(const Platform& platform) : platform_(platform) {}

  std::vector<ConfigChange> compare(const Lines& before, const Lines& after) {
    if (platform_.unordered) {
      as_sets(before, after);
    } else {
      as_lists(pointers(before), pointers(after));
    }
    return std::move(out_);
  }

 private:
  using Pointers = std::vector<const ConfigLine*>;

  static Pointers pointers(const Lines& lines) {
    Pointers out;
    for (const ConfigLine& line : lines) out.push_back(&line);
    return out;
  }

  bool order_counts(const ConfigLine& line) const {
    return std::any_of(platform_.ordered.begin(), platform_.ordered.end(),
                       [&](const Pattern& one) { return one.matches(line.text); });
  }

  void tell(bool added, const ConfigLine& line) {
    out_.push_back({added, section_, line.text});
    section_.push_back(line.text);
    for (const ConfigLine& one : line.below) tell(added, one);
    section_.pop_back();
  }

  void compare_below(const ConfigLine& before, const ConfigLine& after, bool in_order) {
    if (before.below.empty() && after.below.empty()) return;
    section_.push_back(before.text);
    if (in_order || order_counts(before)) {
      as_lists(pointers(before.below), pointers(after.below));
    } else {
      as_sets(before.below, after.below);
    }
    section_.pop_back();
  }

  // Lines without others below them whose own order counts are compared as a list.
  bool in_list(const ConfigLine& line) const { return line.below.empty() && order_counts(line); }

  void as_sets(const Lines& before, const Lines& after) {
    Pointers list_before, list_after;
    std::map<std::string_view, std::vector<const ConfigLine*>> left;
    for (const ConfigLine& line : after) {
      if (in_list(line)) {
        list_after.push_back(&line);
      } else {
        left[line.text].push_back(&line);
      }
    }
    for (const ConfigLine& line : before) {
      if (in_list(line)) {
        list_before.push_back(&line);
        continue;
      }
      auto& same = left[line.text];
      if (same.empty()) {
        tell(false, line);
        continue;
      }
      compare_below(line, *same.front(), false);
      same.erase(same.begin());
    }
    for (const ConfigLine& line : after) {
      const auto& same = left[line.text];
      if (!in_list(line) && std::find(same.begin(), same.end(), &line) != same.end()) {
        tell(true, line);
      }
    }
    as_lists(list_before, list_after);
  }

  // The longest common part by dynamic programming; beyond its limit all of the middle changed.
  void as_lists(Pointers before, Pointers after) {
    const auto equal = [](const ConfigLine* a, const ConfigLine* b) { return a->text == b->text; };
    size_t same = 0;
    while (same < before.size() && same < after.size() && equal(before[same], after[same])) {
      compare_below(*before[same], *after[same], true);
      ++same;
    }
    before.erase(before.begin(), before.begin() + static_cast<long>(same));
    after.erase(after.begin(), after.begin() + static_cast<long>(same));
    std::vector<std::pair<const ConfigLine*, const ConfigLine*>> tail;
    while (!before.empty() && !after.empty() && equal(before.back(), after.back())) {
      tail.emplace_back(before.back(), after.back());
      before.pop_back();
      after.pop_back();
    }
    middle(before, after);
    for (size_t i = tail.size(); i-- > 0;) compare_below(*tail[i].first, *tail[i].second, true);
  }

  // Of the longest common part of what begins at each pair of lines.
  static std::vector<std::vector<unsigned>> common_lengths(const Pointers& before,
                                                           const Pointers& after) {
    const size_t rows = before.size(), columns = after.size();
    std::vector<std::vector<unsigned>> longest(rows + 1, std::vector<unsigned>(columns + 1));
    for (size_t i = rows; i-- > 0;) {
      for (size_t j = columns; j-- > 0;) {
        longest[i][j] = before[i]->text == after[j]->text
                            ? longest[i + 1][j + 1] + 1
                            : std::max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    return longest;
  }

  void middle(const Pointers& before, const Pointers& after) {
    const size_t rows = before.size(), columns = after.size();
    if (rows == 0 || columns == 0 || rows > most_compared / columns) {
      for (const ConfigLine* line : before) tell(false, *line);
      for (const ConfigLine* line : after) tell(true, *line);
      return;
    }
    const auto longest = common_lengths(before, after);
    size_t i = 0, j = 0;
    while (i < rows || j < columns) {
      if (i < rows && j < columns && before[i]->text == after[j]->text) {
        compare_below(*before[i++], *after[j++], true);
      } else if (j == columns || (i < rows && longest[i + 1][j] >= longest[i][j + 1])) {
        tell(false, *before[i++]);
      } else {
        tell(true, *after[j++]);
      }
    }
  }

  const Platform& platform_;
  std::vector<std::string> section_;
  std::vector<ConfigChange> out_;
};

}  // namespace

std::vector<ConfigChange> config_changes(const Platform& platform, std::string_view before,
                                         std::string_view after) {
  return Comparison(platform).compare(read_lines_of(platform, before),
                                      read_lines_of(platform, after));
}

std::string render(const std::vector<ConfigChange>& changes) {
  std::string out;
  std::vector<std::string> open;
  for (const ConfigChange& change : changes) {
    size_t same = 0;
    while (same < open.size() && same < change.section.size() &&
           open[same] == change.section[same]) {
      ++same;
    }
    for (size_t i = same; i < change.section.size(); ++i) {
      out += "  " + visible(change.section[i]) + "\n";
    }
    out += (change.added ? "+ " : "- ") + visible(change.line) + "\n";
    open = change.section;
    open.push_back(change.line);
  }
  return out;
}

}  // namespace muster
