#include "view/finding.h"

#include <algorithm>
#include <map>

#include "core/hash.h"
#include "core/text.h"

namespace muster {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The first plain words of a message: neither what it quotes nor places, numbers and addresses.
std::string kind_of(const std::string& message) {
  constexpr size_t most_words = 6;
  std::vector<std::string> words;
  bool quoted = false;
  for (const std::string& word : split(message, ' ')) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), is_letter);
    const auto quotes = std::count(word.begin(), word.end(), '"');
    if (plain && !quoted && quotes == 0) words.push_back(lower(word));
    if (quotes % 2 == 1) quoted = !quoted;
    if (words.size() == most_words) break;
  }
  return words.empty() ? "finding" : join(words, "-");
}

// Numbers of lines, which move: ":9" behind a path.
std::string without_lines(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  std::string out;
  for (size_t at = 0; at < text.size();) {
    out += text[at++];
    if (out.back() == ':') at = std::min(text.find_first_not_of(digits, at), text.size());
  }
  return out;
}

std::string words_of_error(const Error& error) {
  std::string text = inert(error.message);
  if (!error.why.empty()) text += "\nwhy: " + inert(error.why);
  if (!error.fix.empty()) text += "\nfix: " + inert(error.fix);
  return text;
}

}  // namespace

std::vector<Finding> findings_of(const Validation& validation) {
  std::vector<Finding> out;
  std::map<std::string, size_t> seen;
  for (const Error& error : validation.findings.items()) {
    const std::string kind = kind_of(error.message);
    const std::string base = kind + "\n" + error.where.file + "\n" + without_lines(error.message);
    const size_t number = seen[base]++;
    out.push_back(
        {&error, kind, words_of_error(error), sha256_hex(base + "\n" + std::to_string(number))});
  }
  return out;
}

}  // namespace muster
