#include "config/mask.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace muster::config_file {
namespace {

// Parts of words, misspelt too: whatever may hold a secret is rather hidden once too often.
constexpr std::array<std::string_view, 8> secret_words{"pass",   "pas",        "pwd",     "tok",
                                                       "secret", "credential", "api_key", "commun"};

bool sounds_secret(std::string_view key) {
  const std::string name = lower(key);
  if (name == "token_id") return false;
  return std::any_of(secret_words.begin(), secret_words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

bool plain_name(const yaml::Node& node) {
  return node.kind == yaml::Kind::scalar && !node.text.empty() &&
         node.text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
             "0123456789_") == std::string::npos;
}

bool is_reference(const yaml::Node& node) {
  if (node.kind != yaml::Kind::mapping) return false;
  return std::all_of(node.entries.begin(), node.entries.end(), [](const yaml::Entry& entry) {
    if (entry.key == "env") return plain_name(entry.value);
    return entry.key == "file" || entry.key == "command";
  });
}

void collect(const yaml::Document& document, const yaml::Node& node, std::vector<Span>& out) {
  const auto hide = [&](const yaml::Node& secret) {
    out.push_back({secret.begin.line, secret.begin.column, yaml::end_of(document, secret).line});
  };
  if (node.kind == yaml::Kind::scalar) {
    const size_t scheme = node.text.find("://");
    if (scheme != std::string::npos && node.text.find('@', scheme) != std::string::npos) {
      hide(node);
    }
  }
  for (const yaml::Node& item : node.items) collect(document, item, out);
  for (const yaml::Entry& entry : node.entries) {
    if (sounds_secret(entry.key) && !is_reference(entry.value) && !entry.value.null()) {
      hide(entry.value);
    } else {
      collect(document, entry.value, out);
    }
  }
}

void cut(Where& where, size_t start) {
  if (start >= where.source.size()) return;
  if (where.column > 0 && static_cast<size_t>(where.column - 1) > start) {
    where.source.clear();
  } else {
    where.source = where.source.substr(0, start) + "***";
  }
}

// Where the value of the key around `word` begins, or npos.
size_t value_after(std::string_view line, size_t word) {
  const size_t colon = line.find(':', word);
  if (colon == std::string_view::npos) return word;
  const size_t value = line.find_first_not_of(" \t", colon + 1);
  return value == std::string_view::npos ? line.size() : value;
}

}  // namespace

std::vector<Span> secret_spans(const yaml::Document& document) {
  std::vector<Span> spans;
  // A section or an item may have any name: "sources.passage" is no secret.
  const std::array<std::string_view, 4> sections{"sites", "sources", "classifications", "targets"};
  for (const yaml::Entry& section : document.root.entries) {
    const bool named = std::find(sections.begin(), sections.end(), section.key) != sections.end();
    if (!named || section.value.kind != yaml::Kind::mapping) {
      yaml::Node alone;
      alone.kind = yaml::Kind::mapping;
      alone.entries.push_back(section);
      collect(document, alone, spans);
      continue;
    }
    for (const yaml::Entry& item : section.value.entries) collect(document, item.value, spans);
  }
  return spans;
}

Error masked(Error error, const std::vector<Span>& spans) {
  for (const Span& span : spans) {
    if (error.where.line < span.line || error.where.line > span.last_line) continue;
    cut(error.where, error.where.line == span.line ? static_cast<size_t>(span.column - 1) : 0);
  }
  return error;
}

Error masked_by_words(Error error) {
  const std::string line = lower(error.where.source);
  size_t start = line.size();
  for (const std::string_view word : secret_words) {
    const size_t found = line.find(word);
    if (found != std::string::npos) start = std::min(start, value_after(line, found));
  }
  const size_t scheme = line.find("://");
  if (scheme != std::string::npos && line.find('@', scheme) != std::string::npos) {
    start = std::min(start, scheme + 3);
  }
  cut(error.where, start);
  return error;
}

}  // namespace muster::config_file
