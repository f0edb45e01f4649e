#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <set>

#include "cli/command.h"
#include "cli/completion_values.h"
#include "core/text.h"

namespace muster::cli {
namespace {

// Commands of one first word: "config show" is of the family "config".
struct Family {
  std::string name;
  std::string_view about;
  std::vector<std::string> seconds;
  std::vector<Flag> flags;  // each once
  std::string_view words;   // whose values stand behind it: "host"; "" files
};

// What `muster completion values` is asked for a value that people call `value`.
std::string_view kind_of(std::string_view flag, std::string_view value) {
  constexpr std::array<std::array<std::string_view, 2>, 8> by_value{{{"SITE", "site"},
                                                                     {"SOURCE", "source"},
                                                                     {"REV", "ref"},
                                                                     {"REF", "ref"},
                                                                     {"RAIL", "rail"},
                                                                     {"COLUMN", "column"},
                                                                     {"[HOST]…", "host"},
                                                                     {"HOST", "host"}}};
  for (const auto& [word, kind] : by_value) {
    if (value == word) return kind;
  }
  const bool named =
      value == "NAME" && (flag == "--site" || flag == "--source" || flag == "--target");
  return named ? flag.substr(2) : value.starts_with("CLASS") ? "class" : "";
}

std::vector<Family> families() {
  std::vector<Family> all;
  for (const Command& command : commands()) {
    const auto words = split(command.name, ' ');
    if (all.empty() || all.back().name != words[0])
      all.push_back({words[0], command.about, {}, {}, kind_of("", command.arguments)});
    Family& family = all.back();
    if (words.size() > 1) family.seconds.push_back(words[1]);
    for (const Flag& flag : command.flags) {
      const bool there = std::any_of(family.flags.begin(), family.flags.end(),
                                     [&](const Flag& other) { return other.name == flag.name; });
      if (!there) family.flags.push_back(flag);
    }
  }
  return all;
}

std::string first_words() {
  std::vector<std::string> words;
  for (const Family& family : families()) words.push_back(family.name);
  return join(words, " ");
}

std::string words_behind(const Family& family) {
  std::vector<std::string> words = family.seconds;
  for (const Flag& flag : family.flags) words.emplace_back(flag.name);
  for (const Flag& flag : common_flags()) words.emplace_back(flag.name);
  return join(words, " ");
}

// "    --site|--sites) kind=site ;;" for each flag whose values are known.
std::string bash_kinds() {
  std::map<std::string_view, std::set<std::string_view>> flags;
  for (const Family& family : families()) {
    for (const Flag& flag : family.flags) {
      const auto kind = kind_of(flag.name, flag.value);
      if (!kind.empty()) flags[kind].insert(flag.name);
    }
  }
  std::string text;
  for (const auto& [kind, names] : flags) {
    const std::vector<std::string> list(names.begin(), names.end());
    text += fmt::format("    {}) kind={} ;;\n", join(list, "|"), kind);
  }
  return text;
}

std::string bash() {
  std::string text =
      "# muster completion for bash: source this, or put it into bash_completion.d\n"
      "_muster() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words= kind=\n"
      "  case ${COMP_WORDS[COMP_CWORD-1]} in\n" +
      bash_kinds() +
      "  esac\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    words='" +
      first_words() +
      "'\n"
      "  elif [ -z \"$kind\" ]; then\n"
      "    case $command in\n";
  for (const Family& family : families()) {
    const std::string words = family.words.empty() ? "" : fmt::format(" kind={}", family.words);
    text += fmt::format("      {}) words='{}'{} ;;\n", family.name, words_behind(family), words);
  }
  return text +
         "    esac\n"
         "  fi\n"
         "  case $current in -*) kind= ;; esac\n"
         "  [ -z \"$kind\" ] || words+=\" $(muster completion values $kind 2>/dev/null)\"\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -F _muster muster\n";
}

std::string quoted_for_zsh(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':') {
      out += std::string("\\") + c;
    } else {
      out += c;
    }
  }
  return out;
}

// The action of _arguments for a value.
std::string zsh_values(std::string_view kind) {
  if (kind.empty()) return "_files";
  return fmt::format("{{compadd -- $(muster completion values {} 2>/dev/null)}}", kind);
}

std::string zsh_flags(std::span<const Flag> flags) {
  std::string text;
  for (const Flag& flag : flags) {
    const std::string value = flag.value.empty()
                                  ? ""
                                  : fmt::format(":{}:{}", quoted_for_zsh(flag.value),
                                                zsh_values(kind_of(flag.name, flag.value)));
    text += fmt::format(" \\\n        '{}{}{}[{}]{}'", flag.repeats ? "*" : "", flag.name,
                        flag.value.empty() ? "" : "=", quoted_for_zsh(flag.about), value);
  }
  return text;
}

std::string zsh() {
  std::string text =
      "#compdef muster\n"
      "_muster() {\n"
      "  if (( CURRENT == 2 )); then\n"
      "    local -a commands=(\n";
  for (const Family& family : families()) {
    text += fmt::format("      '{}:{}'\n", family.name, quoted_for_zsh(family.about));
  }
  text += "    )\n    _describe command commands\n    return\n  fi\n  case ${words[2]} in\n";
  for (const Family& family : families()) {
    const bool more = !family.seconds.empty();
    text += fmt::format(
        "    {})\n      _arguments{}{} \\\n        '*:word:{}' ;;\n", family.name,
        zsh_flags(family.flags), zsh_flags(common_flags()),
        more ? fmt::format("({})", join(family.seconds, " ")) : zsh_values(family.words));
  }
  return text + "  esac\n}\n_muster \"$@\"\n";
}

std::string quoted_for_fish(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out;
}

std::string fish_values(std::string_view kind) {
  if (kind.empty()) return " -r -F";
  return fmt::format(" -r -f -a '(muster completion values {} 2>/dev/null)'", kind);
}

std::string fish_flag(const Flag& flag, std::string_view when) {
  return fmt::format("complete -c muster {}-l {}{} -d '{}'\n", when, flag.name.substr(2),
                     flag.value.empty() ? "" : fish_values(kind_of(flag.name, flag.value)),
                     quoted_for_fish(flag.about));
}

std::string fish() {
  std::string text = "complete -c muster -f\n";
  for (const Family& family : families()) {
    text += fmt::format("complete -c muster -n __fish_use_subcommand -a {} -d '{}'\n", family.name,
                        quoted_for_fish(family.about));
    const std::string seen = fmt::format("-n '__fish_seen_subcommand_from {}' ", family.name);
    if (!family.seconds.empty()) {
      text += fmt::format("complete -c muster {}-a '{}'\n", seen, join(family.seconds, " "));
    }
    if (!family.words.empty()) {
      text += fmt::format("complete -c muster {}-a '(muster completion values {} 2>/dev/null)'\n",
                          seen, family.words);
    }
    for (const Flag& flag : family.flags) {
      text += fish_flag(flag, seen);
    }
  }
  for (const Flag& flag : common_flags()) {
    text += fish_flag(flag, "");
  }
  return text;
}

Exit run(const Call& call) {
  const auto& words = call.args.words;
  if (words.size() == 2 && words[0] == "values") {
    for (const std::string& value : completion_values(call, words[1])) {
      call.app.out << value << "\n";
    }
    return Exit::ok;
  }
  if (words.size() != 1) {
    throw Error("name one shell", Exit::usage).mend("use one of bash, zsh, fish");
  }
  call.app.out << completion(words[0]);
  return Exit::ok;
}

constexpr std::string_view details =
    "The scripts ask for values: `muster completion values site`, or source, class, target, host,\n"
    "ref, rail and column, one a line, of the repository that one stands in.";
constexpr std::array<std::string_view, 3> examples{
    "muster completion bash > /etc/bash_completion.d/muster",
    "muster completion zsh > ~/.zfunc/_muster",
    "muster completion fish > ~/.config/fish/completions/muster.fish"};

}  // namespace

std::string completion(std::string_view shell) {
  if (shell == "bash") return bash();
  if (shell == "zsh") return zsh();
  if (shell == "fish") return fish();
  throw Error(fmt::format("shell \"{}\" is not known", clean(shell)), Exit::usage)
      .mend(suggestion(shell, std::vector<std::string>{"bash", "zsh", "fish"}));
}

const Command completion_command{
    "completion", "SHELL", "print completion for bash, zsh or fish", details, {}, examples, run};

}  // namespace muster::cli
