#include "wire/git/ask_git.h"

#include <algorithm>

#include "core/text.h"
#include "wire/git/git.h"

namespace muster {
namespace git {
namespace {

// Advice, and what only repeats where the repository is or that something failed.
bool says_nothing(std::string_view line) {
  constexpr std::string_view empty[] = {"hint:", "To ", "From ", "error: failed to push some refs"};
  return line.empty() || line == "remote:" ||
         std::any_of(std::begin(empty), std::end(empty),
                     [&](std::string_view start) { return line.starts_with(start); });
}

}  // namespace

Output ask(Runner* runner, const std::string& root, const Question& question,
           std::stop_token stop) {
  if (runner == nullptr) throw Error("no git program to ask for: git " + join(question.words, " "));
  Command command;
  command.argv = {"env", "GIT_TERMINAL_PROMPT=0"};
  const auto add = [&](const std::vector<std::string>& words) {
    command.argv.insert(command.argv.end(), words.begin(), words.end());
  };
  add(question.environment);
  add({"git"});
  add(question.words);
  command.input = question.input;
  command.directory = root;
  command.timeout = Milliseconds(300'000);
  command.max_bytes = 256 << 20;
  return runner->run(command, stop);
}

std::string reason_of(const Output& output) {
  constexpr size_t most = 8;
  std::vector<std::string> lines;
  for (const std::string& line : split(output.err.empty() ? output.out : output.err, '\n')) {
    const std::string text = clean(trim(line));
    if (says_nothing(text)) continue;
    if (lines.empty() || lines.back() != text) lines.push_back(text);
  }
  if (lines.size() > most) lines.resize(most);
  return join(lines, "; ");
}

}  // namespace git
}  // namespace muster
