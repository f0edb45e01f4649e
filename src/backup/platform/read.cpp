#include "backup/platform/read.h"

namespace muster::platform_file {
namespace {

constexpr size_t longest_text = 2'000;

const std::string* text_of(const Reading& in, const yaml::Node& node) {
  if (node.kind == yaml::Kind::scalar && !node.null() && node.text.size() <= longest_text) {
    return &node.text;
  }
  in.fault(node, "this must be text of at most 2000 bytes", "put it between single quotes");
  return nullptr;
}

}  // namespace

void read_line(const Reading& in, const yaml::Node& node, std::string& out) {
  if (const auto* text = text_of(in, node)) out = *text;
}

void read_flag(const Reading& in, const yaml::Node& node, bool& out) {
  if (const auto value = yaml::as_bool(node)) {
    out = *value;
    return;
  }
  in.fault(node, "this must be true or false", "write true or false, without quotes");
}

void read_count(const Reading& in, const yaml::Node& node, int& out) {
  const auto value = yaml::as_int(node);
  if (value && *value >= 1 && *value <= 100'000) {
    out = static_cast<int>(*value);
    return;
  }
  in.fault(node, "this must be a whole number from 1 to 100000", "write digits alone");
}

void read_pattern(const Reading& in, const yaml::Node& node, std::optional<Pattern>& out) {
  const auto* text = text_of(in, node);
  if (text == nullptr) return;
  try {
    out.emplace(*text);
  } catch (const Error& error) {
    yaml::Mark mark = node.begin;
    const int quote = node.plain ? 0 : 1;
    mark.column += quote + std::max(0, error.where.column - 1);
    in.trouble.add(Error(error.message, Exit::invalid)
                       .at(in.document.where(mark))
                       .because(error.why)
                       .mend("write it as PCRE2 reads it, between single quotes"));
  }
}

void read_patterns(const Reading& in, const yaml::Node& node, std::vector<Pattern>& out) {
  std::vector<std::optional<Pattern>> read;
  read_each(in, node, "patterns", read, read_pattern);
  for (auto& one : read) {
    if (one) out.push_back(std::move(*one));
  }
}

void read_lines(const Reading& in, const yaml::Node& node, std::vector<std::string>& out) {
  read_each(in, node, "this", out, read_line);
}

}  // namespace muster::platform_file
