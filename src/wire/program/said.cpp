#include <algorithm>

#include "core/text.h"
#include "wire/program/run.h"

namespace muster {
namespace {

// `[1795603107] unbound-checkconf[19581:0] error: …` without what stands before "error".
std::string_view without_origin(std::string_view line) {
  if (!line.starts_with('[')) return line;
  const size_t time = line.find("] ");
  if (time == std::string_view::npos) return line;
  const std::string_view rest = line.substr(time + 2);
  const size_t origin = rest.find("] ");
  const bool named = origin != std::string_view::npos && origin < rest.find(' ');
  return named ? rest.substr(origin + 2) : rest;
}

bool names_error(const std::string& line) {
  const std::string text = lower(line);
  if (text.find("no errors") != std::string::npos) return false;
  return text.find("error") != std::string::npos || text.find("fatal") != std::string::npos;
}

bool is_warning(const std::string& line) {
  const std::string text = lower(line);
  return text.find("warning:") != std::string::npos || text.find("notice:") != std::string::npos;
}

std::vector<std::string> lines_of(const Output& output) {
  std::vector<std::string> lines;
  for (const std::string* text : {&output.err, &output.out}) {
    for (const std::string& line : split(*text, '\n')) {
      std::string plain = clean(without_origin(trim(line)));
      const bool fresh = std::find(lines.begin(), lines.end(), plain) == lines.end();
      if (!plain.empty() && fresh) lines.push_back(std::move(plain));
      if (lines.size() == 200) return lines;
    }
  }
  return lines;
}

}  // namespace

std::string decisive(const Output& output, size_t limit) {
  const std::vector<std::string> lines = lines_of(output);
  std::vector<std::string> errors;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(errors), names_error);
  if (!errors.empty()) return clean(join(errors, "; "), limit);
  const auto said = std::find_if_not(lines.begin(), lines.end(), is_warning);
  if (said != lines.end()) return clean(*said, limit);
  return "exit code " + std::to_string(output.code);
}

}  // namespace muster
