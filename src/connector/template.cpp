#include "connector/template.h"

#include "core/error.h"

namespace muster::connector {
namespace {

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

Template::Template(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    size_t end = i + 1;
    if (text[i] == '$' && end < text.size() && text[end] == '$') {
      ++i;
    } else if (text[i] == '$') {
      while (end < text.size() && in_name(text[end])) ++end;
      if (!plain.empty()) parts_.push_back({false, std::exchange(plain, ""), 0});
      parts_.push_back({true, std::string(text.substr(i + 1, end - i - 1)), i});
      i = end - 1;
      continue;
    }
    plain += text[i];
  }
  if (!plain.empty()) parts_.push_back({false, plain, 0});
}

std::vector<std::pair<std::string, size_t>> Template::names() const {
  std::vector<std::pair<std::string, size_t>> out;
  for (const Part& part : parts_) {
    if (part.name) out.emplace_back(part.text, part.at);
  }
  return out;
}

std::string Template::fill(const Bindings& bindings,
                           const std::function<std::string(const std::string&)>& written) const {
  std::string out;
  for (const Part& part : parts_) {
    if (!part.name) {
      out += part.text;
      continue;
    }
    const auto found = bindings.find(part.text);
    if (found == bindings.end()) throw Error("$" + part.text + " stands for nothing here");
    out += written ? written(found->second) : found->second;
  }
  return out;
}

}  // namespace muster::connector
