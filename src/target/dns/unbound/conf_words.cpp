#include "target/dns/unbound/conf_words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace muster::unbound {
namespace {

// Keys that a value may follow without a blank. An address as `fd00::1` begins like a key, so
// nothing else is cut there.
constexpr std::array<std::string_view, 8> glued_keys{
    "include",    "include-toplevel", "local-data", "local-data-ptr",
    "local-zone", "server",           "directory",  "name"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_key(std::string_view word) {
  if (word.size() < 2 || word.back() != ':') return false;
  word.remove_suffix(1);
  return std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

struct ConfWord {
  std::string_view text;
  bool key = false;
  int line = 0;
};

class ConfLexer {
 public:
  explicit ConfLexer(std::string_view text) : text_(text) {}

  std::optional<ConfWord> next() {
    skip();
    if (at_ >= text_.size()) return std::nullopt;
    const char first = text_[at_];
    if (first == '"' || first == '\'') return quoted(first);
    size_t end = at_;
    while (end < text_.size() && !is_blank(text_[end])) ++end;
    const std::string_view word = cut(end);
    if (is_key(word)) return ConfWord{word.substr(0, word.size() - 1), true, line_};
    for (const std::string_view key : glued_keys) {
      if (!word.starts_with(key) || word.substr(key.size(), 1) != ":") continue;
      at_ -= word.size() - key.size() - 1;
      return ConfWord{key, true, line_};
    }
    return ConfWord{word, false, line_};
  }

 private:
  void skip() {
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '#') at_ = std::min(text_.find('\n', at_), text_.size());
      if (at_ == text_.size() || !is_blank(text_[at_])) return;
      if (text_[at_] == '\n') ++line_;
    }
  }

  // A quoted text ends on its line.
  ConfWord quoted(char quote) {
    ++at_;
    const size_t line_end = std::min(text_.find('\n', at_), text_.size());
    const size_t close = std::min(text_.find(quote, at_), line_end);
    ConfWord word{cut(close), false, line_};
    if (close < line_end) ++at_;
    return word;
  }

  std::string_view cut(size_t end) {
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    return word;
  }

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

void each_entry(std::string_view text, const std::function<void(const ConfEntry&)>& each) {
  ConfLexer lexer(text);
  ConfEntry entry;
  bool open = false;
  while (const auto word = lexer.next()) {
    if (!word->key) {
      if (open) entry.values.push_back(word->text);
      continue;
    }
    if (open) each(entry);
    entry = {word->text, {}, word->line};
    open = true;
  }
  if (open) each(entry);
}

}  // namespace muster::unbound
