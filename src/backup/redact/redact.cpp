#include "backup/redact/redact.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/hash.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr std::string_view placeholder_start = "<redacted";
constexpr size_t longest_line = 1 << 16;  // that patterns look at
constexpr size_t most_above = 64;
constexpr size_t digits = 8;
constexpr size_t shortest_word = 4;      // of a used secret that is looked for as a word
constexpr size_t shortest_anywhere = 8;  // and as a part of one

size_t indentation(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos ? line.size() : first;
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

bool is_placeholder(std::string_view text) {
  return text.starts_with(placeholder_start) && text.ends_with('>');
}

std::vector<std::string> placeholders_in(std::string_view line) {
  std::vector<std::string> out;
  for (size_t at = line.find(placeholder_start); at != std::string_view::npos;
       at = line.find(placeholder_start, at + 1)) {
    const size_t end = line.find('>', at);
    if (end == std::string_view::npos) break;
    out.emplace_back(line.substr(at, end + 1 - at));
  }
  return out;
}

Redactor::Redactor(const Platform& platform, Secret key, std::vector<Secret> used)
    : platform_(platform), key_(std::move(key)), used_(std::move(used)) {
  if (key_.empty()) throw Error("there is no key to redact with");
}

std::string Redactor::placeholder(std::string_view value, bool constant) const {
  if (constant) return "<redacted>";
  return "<redacted:" + hmac_sha256_hex(key_.reveal(), value).substr(0, digits) + ">";
}

// One pass over the lines of a text.
class Redactor::Work {
 public:
  explicit Work(const Redactor& redactor) : redactor_(redactor) {}

  void take(std::string_view line) {
    if (line.size() > longest_line) {
      return suspicious("a line is too long to be searched");
    }
    ++number_;
    if (block_ != nullptr) return take_inner(line);
    take_plain(line);
  }

  Redaction end() {
    if (block_ != nullptr) {
      finish_block();
      suspicious("block " + block_->id + " does not end");
    }
    return std::move(out_);
  }

 private:
  void take_plain(std::string_view line) {
    while (!above_.empty() && indentation(above_.back()) >= indentation(line)) above_.pop_back();
    std::string text(line);
    for (const SecretRule& rule : redactor_.platform_.secrets) apply(rule, text);
    for (const SecretRule& rule : shared_redaction().secrets) apply(rule, text);
    text = redactor_.without_used(std::move(text), out_.replaced);
    out_.text += text + "\n";
    if (above_.size() < most_above) above_.emplace_back(line);
  }

  void suspicious(const std::string& why) {
    if (out_.suspect) return;
    out_.suspect = Error(fmt::format("line {} may hold a secret still", number_))
                       .because(why)
                       .mend("add a rule to secrets: of the platform's file in platforms/");
  }

  void apply(const SecretRule& rule, std::string& line) {
    if (rule.within && std::none_of(above_.begin(), above_.end(), [&](const std::string& one) {
          return rule.within->matches(one);
        })) {
      return;
    }
    if (rule.find) return replace(rule, line);
    if (block_ != nullptr) return;
    const auto from = rule.block.from->find(line);
    if (!from) return;
    const size_t start = from->whole.second;
    if (const auto to = rule.block.to->find(line, start)) {
      const std::string inner = line.substr(start, to->whole.first - start);
      if (trim(inner).empty() || is_placeholder(trim(inner))) return;
      line.replace(start, inner.size(), redactor_.placeholder(inner, rule.constant));
      ++out_.replaced;
      return;
    }
    block_ = &rule;
    inner_.clear();
    const std::string rest = line.substr(start);
    if (!trim(rest).empty()) {
      inner_ = rest + "\n";
      line.resize(start);
    }
  }

  void take_inner(std::string_view line) {
    const auto to = block_->block.to->find(line);
    if (!to) {
      inner_ += std::string(line) + "\n";
      return;
    }
    inner_ += line.substr(0, to->whole.first);
    finish_block();
    block_ = nullptr;
    take_plain(line.substr(to->whole.first));
  }

  void finish_block() {
    const auto inner = trim(inner_);
    if (inner.empty()) return;
    out_.text +=
        is_placeholder(inner) ? std::string(inner) : redactor_.placeholder(inner, block_->constant);
    out_.text += "\n";
    ++out_.replaced;
  }

  void replace(const SecretRule& rule, std::string& line) {
    size_t from = 0;
    while (const auto found = rule.find->find(line, from, "secret")) {
      const auto [begin, end] = found->group;
      const std::string value = line.substr(begin, end - begin);
      from = std::max(found->whole.second, found->whole.first + 1);
      if (value.empty() || value.starts_with(placeholder_start)) continue;
      const std::string instead = redactor_.placeholder(value, rule.constant);
      line.replace(begin, end - begin, instead);
      ++out_.replaced;
      from = begin + instead.size();
    }
  }

  const Redactor& redactor_;
  Redaction out_;
  std::vector<std::string> above_;  // lines that this one stands below, by indentation
  const SecretRule* block_ = nullptr;
  std::string inner_;  // of the block
  size_t number_ = 0;
};

std::string Redactor::without_used(std::string line, size_t& replaced) const {
  for (const Secret& secret : used_) {
    const std::string& value = secret.reveal();
    if (value.size() < shortest_word) continue;
    for (size_t at = line.find(value); at != std::string::npos; at = line.find(value, at)) {
      const size_t end = at + value.size();
      const bool word = (at == 0 || !is_word_character(line[at - 1])) &&
                        (end == line.size() || !is_word_character(line[end]));
      if (!word && value.size() < shortest_anywhere) {
        ++at;
        continue;
      }
      const std::string instead = placeholder(value, false);
      line.replace(at, value.size(), instead);
      at += instead.size();
      ++replaced;
    }
  }
  return line;
}

// Looks once more, with everything that is known of secrets.
std::optional<Error> Redactor::suspect(const std::string& text) const {
  size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    for (const SecretRule& one : shared_redaction().suspicions) {
      const auto found = one.find->find(line, 0, "secret");
      if (!found) continue;
      const auto [begin, end] = found->group;
      if (std::string_view(line).substr(begin, end - begin).starts_with(placeholder_start))
        continue;
      return Error(fmt::format("line {} may hold a secret still", number))
          .because("it looks like one: " + one.id)
          .mend("add a rule to secrets: of the platform's file in platforms/");
    }
  }
  return std::nullopt;
}

Redaction Redactor::redact(std::string_view text) const {
  Work work(*this);
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (const std::string& line : lines) work.take(line);
  Redaction out = work.end();
  if (!out.suspect) out.suspect = suspect(out.text);
  return out;
}

}  // namespace muster
