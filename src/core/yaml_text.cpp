#include "core/yaml_text.h"

#include <algorithm>

#include "core/text.h"

namespace muster::yaml {
namespace {

constexpr std::string_view white = " \t\r\n";

bool is_white(char c) { return white.find(c) != std::string_view::npos; }

char byte_at(std::string_view text, size_t offset) {
  return offset < text.size() ? text[offset] : '\n';
}

size_t line_end(std::string_view text, size_t offset) {
  return std::min(text.find('\n', offset), text.size());
}

// Behind the text of an unquoted scalar, wherever its lines are folded: its value has all the
// bytes of the source except white space.
size_t behind_words(std::string_view text, size_t offset, std::string_view value) {
  auto left = std::count_if(value.begin(), value.end(), [](char c) { return !is_white(c); });
  while (left > 0 && offset < text.size()) {
    if (!is_white(text[offset++])) --left;
  }
  return offset;
}

size_t behind_block(std::string_view text, size_t offset, std::string_view value) {
  const size_t header = std::min(text.find_first_not_of("|>+-0123456789", offset), text.size());
  if (value.find_first_not_of(white) == std::string_view::npos) return header;
  return behind_words(text, line_end(text, offset), value);
}

size_t behind_scalar(std::string_view text, size_t offset, const Node& node) {
  const char first = byte_at(text, offset);
  if (first == '*') return std::min(text.find_first_of(" \t\r\n,[]{}", offset), text.size());
  if (node.block) return behind_block(text, offset, node.text);
  if (node.plain) return behind_words(text, offset, node.text);
  if (first != '"' && first != '\'') return offset;  // nothing, behind a tag
  return std::min(behind_quotes(text, offset), text.size());
}

size_t behind(std::string_view text, const Node& node) {
  const size_t begin = skip_properties(text, node.begin.offset);
  if (node.kind == Kind::scalar) return behind_scalar(text, begin, node);
  size_t end = begin;
  if (!node.items.empty()) end = behind(text, node.items.back());
  if (!node.entries.empty()) end = behind(text, node.entries.back().value);
  const char open = byte_at(text, begin);
  if (node.block || (open != '[' && open != '{')) return end;
  if (end == begin) ++end;
  end = skip_space(text, end);
  while (end < text.size() && text[end] != ']' && text[end] != '}') end = skip_space(text, end + 1);
  return std::min(end + 1, text.size());
}

// Behind an unquoted word that begins at `offset`, which may hold quotes and brackets.
size_t behind_plain(std::string_view text, size_t offset, bool flow) {
  for (size_t i = offset + 1; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '#' && is_white(text[i - 1]))) return i;
    if (text[i] == ':' && is_white(byte_at(text, i + 1))) return i;
    if (flow && std::string_view(",[]{}").find(text[i]) != std::string_view::npos) return i;
  }
  return text.size();
}

}  // namespace

std::vector<size_t> line_starts(std::string_view text) {
  std::vector<size_t> starts{text.starts_with("\xEF\xBB\xBF") ? size_t{3} : size_t{0}};
  for (size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) {
    starts.push_back(i + 1);
  }
  return starts;
}

Mark mark_at(const Document& document, size_t offset) {
  const auto& starts = document.starts;
  const auto after = std::upper_bound(starts.begin() + 1, starts.end(), offset);
  const auto line = after - starts.begin();
  const size_t start = std::min(*(after - 1), offset);
  return {offset, static_cast<int>(line), static_cast<int>(offset - start + 1)};
}

size_t skip_space(std::string_view text, size_t offset) {
  while (offset < text.size() && (is_white(text[offset]) || text[offset] == '#')) {
    offset = text[offset] == '#' ? line_end(text, offset) : offset + 1;
  }
  return offset;
}

size_t skip_properties(std::string_view text, size_t offset) {
  while (byte_at(text, offset) == '&' || byte_at(text, offset) == '!') {
    offset = skip_space(text, std::min(text.find_first_of(white, offset), text.size()));
  }
  return offset;
}

size_t behind_quotes(std::string_view text, size_t offset) {
  const char quote = text[offset];
  for (size_t i = offset + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || byte_at(text, i + 1) != quote) return i + 1;
      ++i;
    }
  }
  return std::string_view::npos;
}

size_t open_quote(std::string_view text, size_t offset, bool flow) {
  int depth = flow ? 1 : 0;
  while ((offset = skip_space(text, offset)) < text.size()) {
    const char c = text[offset];
    if (c == '"' || c == '\'') {
      const size_t end = behind_quotes(text, offset);
      if (end == std::string_view::npos) return offset;
      offset = end;
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    const bool mark = std::string_view(",[]{}:").find(c) != std::string_view::npos ||
                      (std::string_view("-?").find(c) != std::string_view::npos &&
                       is_white(byte_at(text, offset + 1)));
    offset = mark ? offset + 1 : behind_plain(text, offset, depth > 0);
  }
  return std::string_view::npos;
}

Where Document::where(const Mark& mark) const {
  constexpr size_t most_shown = 1000;
  const auto line = static_cast<size_t>(mark.line);
  if (line == 0 || line > starts.size()) return {file, mark.line, mark.column, ""};
  const size_t end = line < starts.size() ? starts[line] : text.size();
  const std::string_view source = line_of(text.substr(starts[line - 1], end - starts[line - 1]), 1);
  return {file, mark.line, mark.column, std::string(source.size() > most_shown ? "" : source)};
}

Mark end_of(const Document& document, const Node& node) {
  return mark_at(document, behind(document.text, node));
}

}  // namespace muster::yaml
