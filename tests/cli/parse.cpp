#include <algorithm>
#include <set>

#include "cli_scene.h"
#include "core/list.h"

using namespace muster;
using namespace muster::test;

using cli::commands;

namespace {

// "discover --push --site=berlin,paris | word"
std::string typed(std::string_view line) {
  const cli::Parsed what = parsed(line);
  std::string text = what.command == nullptr ? "muster" : std::string(what.command->name);
  for (const auto& [flag, values] : what.args.flags) {
    text += " " + flag + (values.empty() ? "" : "=") + join(values, ",");
  }
  for (const std::string& word : what.args.words) text += " | " + word;
  return text;
}

std::string not_parsed(std::string_view line) {
  return refused([&] { parsed(line); });
}

}  // namespace

TEST_CASE("a command line is a command, flags and words, in any order") {
  CHECK(typed("") == "muster");
  CHECK(typed("--help") == "muster --help");
  CHECK(typed("ls") == "ls");
  CHECK(typed("ls web1 web2") == "ls | web1 | web2");
  CHECK(typed("ls --where 'site = berlin' web1") == "ls --where=site = berlin | web1");
  CHECK(typed("--json ls") == "ls --json");
  CHECK(typed("ls --json") == "ls --json");
  CHECK(typed("config show --origin") == "config show --origin");
  CHECK(typed("config --json show") == "config show --json");
  CHECK(typed("config show sw1 --at ~2") == "config show --at=~2 | sw1");
  CHECK(typed("config diff sw1 --from 2026-08-01") == "config diff --from=2026-08-01 | sw1");
  CHECK(typed("backup sw1 sw2 --site berlin --site paris") ==
        "backup --site=berlin,paris | sw1 | sw2");
  CHECK(typed("jobs --prometheus") == "jobs --prometheus");
  CHECK(typed("config import ../oxidized") == "config import | ../oxidized");
  CHECK(typed("jobs run --push") == "jobs run --push");
  CHECK(typed("-C /somewhere -q status") == "status --directory=/somewhere --quiet");
  CHECK(typed("where 10.0.0.1 --ref=HEAD") == "where --ref=HEAD | 10.0.0.1");
  CHECK(typed("status -h") == "status --help");
}

TEST_CASE("a word that is also the name of a command is an argument") {
  CHECK(typed("schema config") == "schema | config");
  CHECK(typed("where status") == "where | status");
  CHECK(typed("approve status --dry-run where") == "approve --dry-run | status | where");
}

TEST_CASE("behind two dashes everything is an argument") {
  CHECK(typed("approve --dry-run -- --where status") == "approve --dry-run | --where | status");
  CHECK(typed("ls web1 --") == "ls | web1");
  CHECK(typed("ls -- --") == "ls | --");
  CHECK(not_parsed("version -- x") ==
        "exit 64\nerror: \"x\" is one word too many\n  fix: see muster version --help\n");
}

TEST_CASE("a flag that repeats keeps all values, one that does not the last") {
  CHECK(typed("discover --site berlin --site paris") == "discover --site=berlin,paris");
  CHECK(typed("discover --branch a --branch b") == "discover --branch=b");
  CHECK(typed("reconcile --allow deletes --allow empty") == "reconcile --allow=deletes,empty");
  CHECK(typed("discover --push --push") == "discover --push");
}

TEST_CASE("a value that begins with a dash is given with an equals sign") {
  CHECK(typed("approve --reason=-x web1") == "approve --reason=-x | web1");
}

TEST_CASE("what is not known is refused with the nearest that is") {
  CHECK(not_parsed("discovr") ==
        "exit 64\nerror: command \"discovr\" is not known\n  fix: did you mean \"discover\"?\n");
  Words firsts;
  for (const cli::Command& command : commands()) firsts.push_back(split(command.name, ' ')[0]);
  sort_unique(firsts);
  CHECK(not_parsed("frobnicate") ==
        "exit 64\nerror: command \"frobnicate\" is not known\n  fix: use one of " +
            join(firsts, ", ") + "\n");
  CHECK(not_parsed("discover --siet berlin") ==
        "exit 64\nerror: option \"--siet\" is not known\n  fix: did you mean \"--site\"?\n");
  CHECK(not_parsed("ls --wher=x") ==
        "exit 64\nerror: option \"--wher=x\" is not known\n  fix: did you mean \"--where\"?\n");
  CHECK(not_parsed("version extra") ==
        "exit 64\nerror: \"extra\" is one word too many\n  fix: see muster version --help\n");
  CHECK(not_parsed("config") ==
        "exit 64\nerror: \"config\" wants a second word\n  fix: see muster --help\n");
}

TEST_CASE("a flag of another command is not known") {
  for (const cli::Command& command : commands()) {
    INFO(command.name);
    const bool has = std::any_of(command.flags.begin(), command.flags.end(),
                                 [](const auto& flag) { return flag.name == "--push"; });
    const std::string text = not_parsed(std::string(command.name) + " --push");
    CHECK(text.starts_with("exit 64\nerror: option \"--push\" is not known\n  fix: ") == !has);
  }
}

TEST_CASE("every flag with a value is refused without it") {
  for (const cli::Command& command : commands()) {
    for (const auto& flag : command.flags) {
      if (flag.value.empty()) continue;
      INFO(command.name << " " << flag.name);
      const std::string name(command.name);
      CHECK(not_parsed(name + " " + std::string(flag.name)) ==
            "exit 64\nerror: " + std::string(flag.name) +
                ": 1 required TEXT missing\n  fix: see muster " + name + " --help\n");
    }
  }
}

TEST_CASE("commands are sorted, and no flag is there twice") {
  CHECK(
      std::is_sorted(commands().begin(), commands().end(),
                     [](const cli::Command& a, const cli::Command& b) { return a.name < b.name; }));
  for (const cli::Command& command : commands()) {
    std::set<std::string_view> names;
    for (const auto& flag : cli::common_flags()) names.insert(flag.name);
    for (const auto& flag : command.flags) {
      INFO(command.name << " " << flag.name);
      CHECK(names.insert(flag.name).second);
    }
  }
}

TEST_CASE("every command has help with its flags and examples, and every example parses to it") {
  for (const cli::Command& command : commands()) {
    INFO(command.name);
    const std::string help = cli::help_text(command);
    CHECK(help.starts_with(std::string(command.about) + "\n\nusage: muster " +
                           std::string(command.name)));
    for (const auto& flag : command.flags) {
      CHECK(help.find("\n  " + std::string(flag.name)) != std::string::npos);
    }
    REQUIRE_FALSE(command.examples.empty());
    for (const std::string_view example : command.examples) {
      INFO(example);
      CHECK(help.find("\n  " + std::string(example) + "\n") != std::string::npos);
      const size_t start = example.find("muster ");
      REQUIRE(start != std::string_view::npos);
      std::string line(example.substr(start + 7));
      line = line.substr(0, line.find(" && "));
      const cli::Parsed what = parsed(line);
      REQUIRE(what.command != nullptr);
      CHECK(what.command->name == command.name);
    }
  }
}

TEST_CASE("the help of the program lists every command") {
  const std::string help = cli::help_text();
  for (const cli::Command& command : commands()) {
    INFO(command.name);
    CHECK(help.find("\n  " + std::string(command.name) + " ") != std::string::npos);
  }
  // What is in no group stands at the end.
  const size_t rest = help.find("\nbesides\n");
  std::vector<std::string> ungrouped;
  for (const std::string& line : split(help.substr(rest, help.find("\n\n", rest) - rest), '\n')) {
    if (line.starts_with("  ")) ungrouped.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  CHECK(ungrouped == std::vector<std::string>{"completion", "help", "version"});
}
