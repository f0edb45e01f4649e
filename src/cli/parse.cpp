// The one file that includes CLI11.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command.h"
#include "core/list.h"
#include "core/text.h"

namespace muster::cli {
namespace {

constexpr const char* shorthand(std::string_view flag) {
  if (flag == "--directory") return "-C,";
  if (flag == "--output") return "-o,";
  if (flag == "--quiet") return "-q,";
  if (flag == "--verbose") return "-v,";
  if (flag == "--interactive") return "-i,";
  if (flag == "--help") return "-h,";
  return "";
}

// What CLI11 fills in for one flag; a switch counts how often it was there.
struct Slot {
  const Flag* flag;
  std::vector<std::string> values;
  size_t count = 0;
};

struct Parser {
  CLI::App app{"", "muster"};
  std::vector<std::unique_ptr<Slot>> slots;
  std::vector<std::string> words;
  std::map<std::string, CLI::App*> nodes;  // by the words that lead there
  std::map<const CLI::App*, const Command*> leaves;

  void add(CLI::App& to, const Flag& flag) {
    slots.push_back(std::make_unique<Slot>(Slot{&flag, {}}));
    Slot& slot = *slots.back();
    const std::string name = shorthand(flag.name) + std::string(flag.name);
    if (flag.value.empty()) {
      to.add_flag_function(name, [&slot](std::int64_t) { ++slot.count; });
    } else {
      CLI::Option* option = to.add_option(name, slot.values);
      option->allow_extra_args(false);
      option->multi_option_policy(flag.repeats ? CLI::MultiOptionPolicy::TakeAll
                                               : CLI::MultiOptionPolicy::TakeLast);
      if (!flag.repeats) option->expected(1);
    }
  }

  void add(const Command& command) {
    CLI::App* at = &app;
    std::string path;
    for (const std::string& word : split(command.name, ' ')) {
      CLI::App*& next = nodes[path += " " + word];
      if (next == nullptr) next = at->add_subcommand(word);
      at->require_subcommand(0, 1);  // so that a word behind a command is never another command
      at = next;
      at->set_help_flag();
      at->fallthrough();
    }
    for (const Flag& flag : command.flags) add(*at, flag);
    if (!command.arguments.empty()) at->add_option("words", words);
    leaves[at] = &command;
  }
};

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(split(command.name, ' ')[0]);
  sort_unique(names);
  return names;
}

std::vector<std::string> flag_names(const Command* command) {
  std::vector<std::string> names;
  for (const Flag& flag : common_flags()) names.emplace_back(flag.name);
  if (command != nullptr) {
    for (const Flag& flag : command->flags) names.emplace_back(flag.name);
  }
  return names;
}

const Command* deepest(const Parser& parser) {
  const CLI::App* at = &parser.app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  const auto found = parser.leaves.find(at);
  return found == parser.leaves.end() ? nullptr : found->second;
}

Error usage(std::string message, std::string fix) {
  return Error(std::move(message), Exit::usage).mend(std::move(fix));
}

Error too_many(const std::string& word, const Command* command) {
  return usage(fmt::format("\"{}\" is one word too many", clean(word)),
               command == nullptr ? "see muster --help"
                                  : fmt::format("see muster {} --help", command->name));
}

Error unknown_word(const std::string& word, const Command* command) {
  if (word.starts_with("-")) {
    return usage(fmt::format("option \"{}\" is not known", clean(word)),
                 suggestion(split(word, '=')[0], flag_names(command)));
  }
  if (command == nullptr) {
    return usage(fmt::format("command \"{}\" is not known", clean(word)),
                 suggestion(word, command_names()));
  }
  return too_many(word, command);
}

void add_arguments(Parsed& parsed, std::span<const std::string> words) {
  const bool takes_none = parsed.command == nullptr || parsed.command->arguments.empty();
  if (takes_none && !words.empty()) throw too_many(words.front(), parsed.command);
  parsed.args.words.insert(parsed.args.words.end(), words.begin(), words.end());
}

}  // namespace

Parsed parse_command_line(std::span<const std::string> words) {
  Parser parser;
  parser.app.set_help_flag();
  parser.app.allow_extras();
  for (const Flag& flag : common_flags()) parser.add(parser.app, flag);
  for (const Command& command : commands()) parser.add(command);
  const auto rest = std::find(words.begin(), words.end(), "--");  // behind it all are arguments
  std::vector<std::string> reversed(words.begin(), rest);
  if (!reversed.empty() && reversed.front() == "--version") reversed.front() = "version";
  std::reverse(reversed.begin(), reversed.end());
  try {
    parser.app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    const Command* command = deepest(parser);
    throw usage(error.what(), command == nullptr
                                  ? "see muster --help"
                                  : fmt::format("see muster {} --help", command->name));
  }
  Parsed parsed{deepest(parser), {}};
  for (const auto& slot : parser.slots) {
    if (slot->count > 0 || !slot->values.empty()) {
      parsed.args.flags[std::string(slot->flag->name)] = slot->values;
    }
  }
  parsed.args.words = parser.words;
  for (const std::string& word : parser.app.remaining(true))
    throw unknown_word(word, parsed.command);
  if (rest != words.end()) {
    add_arguments(parsed, words.last(static_cast<size_t>(words.end() - rest) - 1));
  }
  if (parsed.command == nullptr && parsed.args.flags.empty() && !words.empty()) {
    throw usage(fmt::format("\"{}\" wants a second word", clean(words[0])), "see muster --help");
  }
  return parsed;
}

}  // namespace muster::cli
