// Command lines against the inventory of a temporary repository.
#pragma once
#include <sstream>

#include "cli/command.h"
#include "flow/flow_scene.h"

namespace muster::test {

using Words = std::vector<std::string>;

// As a shell splits it: blanks, single quotes, up to a comment or a redirection.
inline Words words_of(std::string_view line) {
  Words words;
  bool quoted = false, open = false;
  for (const char c : line) {
    if (!quoted && (c == '#' || c == '>')) break;
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c != '\'') words.back() += c;
  }
  return words;
}

inline cli::Parsed parsed(std::string_view line) {
  const Words words = words_of(line);
  return cli::parse_command_line(words);
}

struct CliScene : FlowScene {
  std::string out, err;
  std::string input;  // on standard input
  std::optional<std::string>
      answer;  // what a person at the terminal types; nullopt: nobody is there

  size_t width = 0;  // of the terminal
  void (*page)(std::ostream& out, const std::string& text) = nullptr;
  Replies* keys = nullptr;  // a terminal that gives single keys

  // Runs it at the top of the repository; the exit code, with what it wrote in `out` and `err`.
  int run(const std::string& line) {
    Words words = words_of(line);
    words.insert(words.end(), {"--directory", root()});
    std::ostringstream to, aside;
    cli::App app{wires, to, aside, {}};
    std::istringstream typed(answer.value_or("")), fed(input);
    app.input = &fed;
    if (answer) app.in = &typed;
    app.keys = keys;
    app.width = width;
    app.page = page;
    const int code = cli::run_command_line(words, app);
    out = to.str();
    err = aside.str();
    return code;
  }
};

}  // namespace muster::test
