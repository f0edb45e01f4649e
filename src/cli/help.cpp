#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <vector>

#include "cli/command.h"
#include "core/text.h"

namespace muster::cli {
namespace {

std::string row(const std::string& left, std::string_view right, size_t width) {
  return fmt::format("  {}{:{}}{}\n", left, "", width - std::min(width, columns(left)) + 2, right);
}

std::string left_of(const Flag& flag) {
  return fmt::format("{}{}{}{}", flag.name, flag.value.empty() ? "" : " ", flag.value,
                     flag.repeats ? " …" : "");
}

size_t widest(std::span<const Flag> flags) {
  size_t width = 0;
  for (const Flag& flag : flags) width = std::max(width, columns(left_of(flag)));
  return width;
}

constexpr std::array<ExitWord, 10> codes{{{"0", "nothing to do, or done"},
                                          {"1", "error, targets untouched"},
                                          {"2", "changes pending (--detailed-exitcode)"},
                                          {"3", "inventory or configuration invalid"},
                                          {"4", "a rail refused"},
                                          {"5", "not covered by the approved plan"},
                                          {"6", "partly done, or a source failed"},
                                          {"7", "another run is at work"},
                                          {"64", "usage"},
                                          {"129/130/143", "interrupted at a safe point"}}};

// What people come for, in the order of their work; each group's commands in the order of use.
struct CommandGroup {
  std::string_view title;
  std::vector<std::string_view> names;
};

const std::vector<CommandGroup>& groups() {
  static const std::vector<CommandGroup> all{
      {"begin", {"init", "doctor", "import netbox", "schema"}},
      {"find what is there",
       {"discover", "rules show", "rules test", "connector list", "connector test", "connector try",
        "connector record"}},
      {"look",
       {"ls", "where", "show", "search", "explain", "conflicts", "status", "report", "serve"}},
      {"decide",
       {"review", "approve", "reject", "reset", "classify", "name", "set", "tag", "note", "adopt",
        "release", "merge", "split", "mv", "prune", "sheet export", "sheet import"}},
      {"check and apply",
       {"validate", "comment", "compare", "drift", "reconcile", "history", "diff", "rollback"}},
      {"configurations of devices",
       {"backup", "config log", "config show", "config diff", "config restore", "config import",
        "jobs", "jobs run"}}};
  return all;
}

std::string rows_of(const std::vector<std::string_view>& names) {
  size_t widest_name = 0;
  for (const Command& command : commands()) {
    widest_name = std::max(widest_name, command.name.size());
  }
  std::string text;
  for (const std::string_view name : names) {
    for (const Command& command : commands()) {
      if (command.name == name) text += row(std::string(name), command.about, widest_name);
    }
  }
  return text;
}

// Those that are in no group.
std::vector<std::string_view> others() {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) {
    const bool grouped =
        std::any_of(groups().begin(), groups().end(), [&](const CommandGroup& group) {
          return std::find(group.names.begin(), group.names.end(), command.name) !=
                 group.names.end();
        });
    if (!grouped) names.push_back(command.name);
  }
  return names;
}

}  // namespace

std::span<const ExitWord> exit_words() { return codes; }

std::string help_text() {
  std::string text =
      "muster what is on the network, review it in Git, reconcile NetBox and Unbound with it\n\n"
      "usage: muster COMMAND [options]\n";
  for (const CommandGroup& group : groups()) {
    text += fmt::format("\n{}\n{}", group.title, rows_of(group.names));
  }
  text += "\nbesides\n" + rows_of(others());
  text += "\noptions of every command\n";
  for (const Flag& flag : common_flags())
    text += row(left_of(flag), flag.about, widest(common_flags()));
  text +=
      "\nexamples\n"
      "  muster discover                     ask the sources, commit host files to review "
      "branches\n"
      "  muster approve --where 'site = berlin and class = server'\n"
      "  muster reconcile --plan             see what would change\n"
      "  muster reconcile                    change it\n"
      "\nexit codes\n";
  for (const ExitWord& one : exit_words()) text += row(std::string(one.code), one.about, 7);
  return text;
}

std::string help_text(const Command& command) {
  std::string text = fmt::format("{}\n\nusage: muster {}", command.about, command.name);
  if (!command.flags.empty()) text += " [options]";
  if (!command.arguments.empty()) text += fmt::format(" {}", command.arguments);
  text += "\n";
  if (!command.details.empty()) text += fmt::format("\n{}\n", command.details);
  const size_t width = std::max(widest(command.flags), widest(common_flags()));
  if (!command.flags.empty()) text += "\noptions\n";
  for (const Flag& flag : command.flags) text += row(left_of(flag), flag.about, width);
  text += "\noptions of every command\n";
  for (const Flag& flag : common_flags()) text += row(left_of(flag), flag.about, width);
  text += "\nexamples\n";
  for (const std::string_view example : command.examples) text += fmt::format("  {}\n", example);
  return text;
}

namespace {

Exit run(const Call& call) {
  if (call.args.has("--man")) {
    call.app.out << man_page();
    return Exit::ok;
  }
  if (call.args.words.empty()) {
    call.app.out << help_text();
    return Exit::ok;
  }
  const std::string name = join(call.args.words, " ");
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    names.emplace_back(command.name);
    if (command.name != name) continue;
    call.app.out << help_text(command);
    return Exit::ok;
  }
  throw Error(fmt::format("command \"{}\" is not known", clean(name)), Exit::usage)
      .mend(suggestion(name, names));
}

constexpr std::array<Flag, 1> flags{{
    {"--man", "", "the whole manual page instead, in roff: muster help --man | man -l -"},
}};

constexpr std::array<std::string_view, 3> examples{"muster help", "muster help rules test",
                                                   "muster help --man > muster.1"};

}  // namespace

const Command help_command{"help",   "[COMMAND]", "what a command does, with examples", "", flags,
                           examples, run};

}  // namespace muster::cli
