#include "flow/bulk/review_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/text.h"
#include "flow/bulk/row.h"
#include "model/fqdn.h"
#include "model/host_fields.h"

namespace muster {
namespace {

constexpr std::array<std::string_view, 4> review_columns{"approval", "classification", "name",
                                                         "tags"};
constexpr std::string_view nothing_there = "-";
constexpr std::string_view mistake_mark = "#! ";

constexpr std::string_view explained =
    "# A line a host: what stands before | is yours to change, what is behind it is known.\n"
    "# approval: pending, approved or rejected (p, a, r). name: - is none. tags: one,two or -.\n"
    "# The order of lines means nothing; a host whose line is taken out stays as it is.\n";

std::string cell_of(const Host& host, std::string_view column) {
  std::string value = shown_value(host, column);
  std::erase(value, ' ');
  return value.empty() ? std::string(nothing_there) : value;
}

std::string line_of_host(const Host& host, const std::array<size_t, 5>& widths) {
  std::vector<std::string> cells{host.id};
  for (const std::string_view column : review_columns) cells.push_back(cell_of(host, column));
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    line += cells[i] + std::string(widths[i] - columns(cells[i]) + 2, ' ');
  }
  return line + "| " + visible(join(known_of(host), " · ")) + "\n";
}

std::vector<std::string> words_in(std::string_view line) {
  std::vector<std::string> words;
  for (const std::string& word : split(line, ' ')) {
    for (const std::string& piece : split(word, '\t')) {
      if (!piece.empty()) words.push_back(piece);
    }
  }
  return words;
}

std::string approval_word(const std::string& word) {
  for (const Approval value : values_of<Approval>) {
    std::string whole(muster::word(value));
    if (word == whole || word == whole.substr(0, 1)) return whole;
  }
  return "";
}

class ReviewReader {
 public:
  ReviewReader(const std::vector<const HostFile*>& hosts, const Config& config,
               LineMistakes& mistakes)
      : config_(config), mistakes_(mistakes) {
    for (const HostFile* file : hosts) by_id_.emplace(file->host.id, file);
  }

  void read(int number, std::string_view line, std::vector<ReviewLine>& out) {
    const auto words = words_in(line.substr(0, line.find('|')));
    if (words.empty() || words.front().starts_with('#')) return;
    number_ = number;
    const auto found = by_id_.find(words.front());
    if (found == by_id_.end()) return mistake("no host of this review has that id");
    if (!seen_.insert(words.front()).second) return mistake("this host has a line already");
    if (words.size() != 1 + review_columns.size()) {
      return mistake(fmt::format("five words are wanted before |, not {}", words.size()));
    }
    ReviewLine one{number, found->second, {}};
    for (size_t i = 0; i < review_columns.size(); ++i) take(review_columns[i], words[i + 1], one);
    out.push_back(std::move(one));
  }

 private:
  void mistake(const std::string& what) { mistakes_.emplace(number_, what); }

  void take(std::string_view column, const std::string& word, ReviewLine& line) {
    const Host& host = line.file->host;
    if (word == cell_of(host, column)) return;
    std::string value = word == nothing_there ? "" : word;
    if (column == "approval") value = approval(word);
    if (column == "classification") check_class(value);
    if (column == "name" && !value.empty() && !is_dns_label(value)) bad_name(value);
    add_difference(host, column, value, line.settings);
  }

  std::string approval(const std::string& word) {
    std::string whole = approval_word(word);
    if (whole.empty()) {
      mistake(
          fmt::format("approval \"{}\" is not known: pending, approved or rejected", clean(word)));
    }
    return whole;
  }

  void check_class(const std::string& name) {
    if (name.empty() || config_.classification(name) != nullptr) return;
    std::vector<std::string> known;
    for (const auto& [one, unused] : config_.classifications) known.push_back(one);
    mistake(fmt::format("classification \"{}\" is not in muster.yaml: {}", clean(name),
                        suggestion(name, known)));
  }

  void bad_name(const std::string& name) {
    const std::string label = dns_label(name);
    mistake(fmt::format("name \"{}\" is no DNS label{}", clean(name),
                        label.empty() ? "" : ": write " + label));
  }

  const Config& config_;
  LineMistakes& mistakes_;
  std::map<std::string, const HostFile*, std::less<>> by_id_;
  std::set<std::string> seen_;
  int number_ = 0;
};

}  // namespace

std::string review_text(const std::vector<const HostFile*>& hosts) {
  std::array<size_t, 5> widths{10, 8, 5, 4, 4};
  for (const HostFile* file : hosts) {
    for (size_t i = 0; i < review_columns.size(); ++i) {
      widths[i + 1] = std::max(widths[i + 1], columns(cell_of(file->host, review_columns[i])));
    }
  }
  std::string text = fmt::format("# {} to review\n{}", counted(hosts.size(), "host"), explained);
  for (const HostFile* file : hosts) text += line_of_host(file->host, widths);
  return text;
}

std::vector<ReviewLine> read_review(std::string_view text,
                                    const std::vector<const HostFile*>& hosts, const Config& config,
                                    LineMistakes& mistakes) {
  ReviewReader reader(hosts, config, mistakes);
  std::vector<ReviewLine> lines;
  int number = 0;
  for (const std::string& line : split(text, '\n')) {
    reader.read(++number, line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, lines);
  }
  return lines;
}

std::string with_mistakes(std::string_view text, const LineMistakes& mistakes) {
  std::string out;
  int number = 0;
  for (const std::string& line : split(text, '\n')) {
    const auto [begin, end] = mistakes.equal_range(++number);
    for (auto i = begin; i != end; ++i) out += std::string(mistake_mark) + i->second + "\n";
    if (!line.starts_with(mistake_mark)) out += line + "\n";
  }
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace muster
