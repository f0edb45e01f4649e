#include "cli/options.h"

#include "cli_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string limit_text(const std::optional<Limit>& limit) {
  if (!limit) return "policy";
  return limit->percent ? fmt::format("{}%", *limit->percent) : fmt::format("{}", *limit->count);
}

std::string discover_as(std::string_view line) {
  const DiscoverOptions options = cli::discover_options(parsed(line).args);
  std::string text = "sites [" + join(options.sites, " ") + "] sources [" +
                     join(options.sources, " ") + "] branch [" + options.branch + "]";
  if (options.worktree) text += " worktree";
  if (options.dry_run) text += " dry-run";
  if (options.push) text += " push";
  if (options.replay) text += " replay";
  if (options.allow_commands) text += " commands";
  return text;
}

std::string decision_as(std::string_view line) {
  const Decision decision = cli::decision_options(parsed(line).args);
  std::string text = "hosts [" + join(decision.choice.words, " ") + "]";
  if (decision.choice.where) text += " where [" + *decision.choice.where + "]";
  if (decision.choice.expect) text += " expect " + std::to_string(*decision.choice.expect);
  if (decision.yes) text += " yes";
  if (decision.dry_run) text += " dry-run";
  if (decision.commit) text += " commit";
  if (decision.push) text += " push";
  return decision.reason.empty() ? text : text + " reason [" + decision.reason + "]";
}

std::string reconcile_as(std::string_view line) {
  const ReconcileOptions options = cli::reconcile_options(parsed(line).args);
  const char* prune = options.prune == Prune::none     ? "none"
                      : options.prune == Prune::retire ? "retire"
                                                       : "delete";
  std::string text = fmt::format(
      "ref {} base [{}] targets [{}] prune {} after {}d allow [{}] deletes {} updates {}",
      options.ref, options.base, join(options.targets, " "), prune, options.grace.count(),
      join(Words(options.allow.begin(), options.allow.end()), " "), limit_text(options.max_deletes),
      limit_text(options.max_updates));
  if (options.worktree) text += " worktree";
  if (options.offline) text += " offline";
  return text;
}

template <class Read>
std::string not_meant(Read read, std::string_view line) {
  return refused([&] { read(line); });
}

}  // namespace

TEST_CASE("discover asks everything unless less is typed") {
  CHECK(discover_as("discover") == "sites [] sources [] branch []");
  CHECK(discover_as("discover --site a --site b --source c --push --allow-commands") ==
        "sites [a b] sources [c] branch [] push commands");
  CHECK(discover_as("discover --branch x --dry-run --replay tapes") ==
        "sites [] sources [] branch [x] dry-run replay");
  CHECK(discover_as("discover --worktree --record tapes") ==
        "sites [] sources [] branch [] worktree");
}

TEST_CASE("what of discover excludes each other is refused") {
  for (const char* line : {"discover --worktree --push", "discover --worktree --branch x"}) {
    CHECK(not_meant(discover_as, line) ==
          "exit 64\nerror: --worktree commits nothing, so it goes with neither --push nor "
          "--branch\n  fix: leave one of them out\n");
  }
  CHECK(not_meant(discover_as, "discover --record a --replay b") ==
        "exit 64\nerror: --record and --replay exclude each other\n  fix: leave one of them out\n");
}

TEST_CASE("merge requests are of the branches of the sites, pushed") {
  CHECK(cli::discover_options(parsed("discover --open-mr").args).push);
  for (const char* line : {"discover --open-mr --dry-run", "discover --open-mr --branch x"}) {
    CHECK(not_meant(discover_as, line) ==
          "exit 64\nerror: --open-mr is for the branches of the sites, so it goes with neither "
          "--dry-run nor --branch\n  fix: leave one of them out\n");
  }
}

TEST_CASE("a decision has hosts, a selector, and what guards it") {
  CHECK(decision_as("approve web1 web2") == "hosts [web1 web2]");
  CHECK(decision_as("reject --where 'class = phone' --expect 0 --yes --dry-run") ==
        "hosts [] where [class = phone] expect 0 yes dry-run");
  CHECK(decision_as("classify printer hp1 --commit --reason 'seen it'") ==
        "hosts [printer hp1] commit reason [seen it]");
  for (const char* line : {"approve --expect x", "approve --expect=-1", "approve --expect 1.5"}) {
    CHECK(not_meant(decision_as, line) ==
          "exit 64\nerror: --expect wants a number\n  fix: for example --expect 12\n");
  }
}

TEST_CASE("reconcile takes HEAD and the policy unless something else is typed") {
  const std::string rest = " allow [] deletes policy updates policy";
  CHECK(reconcile_as("reconcile") == "ref HEAD base [] targets [] prune retire after 30d" + rest);
  CHECK(reconcile_as("reconcile --plan --ref x --base y --target nb --offline") ==
        "ref x base [y] targets [nb] prune retire after 30d" + rest + " offline");
  CHECK(reconcile_as("reconcile --prune delete --grace 2w --plan --worktree") ==
        "ref HEAD base [] targets [] prune delete after 14d" + rest + " worktree");
  CHECK(reconcile_as("reconcile --prune none --allow deletes,empty --allow updates "
                     "--max-deletes 3 --max-updates 5%") ==
        "ref HEAD base [] targets [] prune none after 30d allow [deletes empty updates] "
        "deletes 3 updates 5%");
}

TEST_CASE("what reconcile cannot mean is refused with what to write") {
  const std::vector<std::pair<const char*, std::string>> table{
      {"--prune all", "--prune \"all\" is not known\n  fix: use one of none, retire, delete\n"},
      {"--prune retir", "--prune \"retir\" is not known\n  fix: did you mean \"retire\"?\n"},
      {"--grace soon", "--grace \"soon\" is no time\n  fix: write 30d\n"},
      {"--allow delets", "--allow \"delets\" names no rail\n  fix: did you mean \"deletes\"?\n"},
      {"--max-deletes ten", "--max-deletes \"ten\" is no limit\n  fix: write 25 or 10%\n"},
      {"--max-updates=-1", "--max-updates \"-1\" is no limit\n  fix: write 25 or 10%\n"},
      {"--max-updates 5%%", "--max-updates \"5%\" is no limit\n  fix: write 25 or 10%\n"},
      {"--worktree",
       "--worktree and --base are for a preview\n  fix: add --plan, or leave them out\n"},
      {"--base main",
       "--worktree and --base are for a preview\n  fix: add --plan, or leave them out\n"}};
  for (const auto& [flags, message] : table) {
    INFO(flags);
    CHECK(not_meant(reconcile_as, std::string("reconcile ") + flags) ==
          "exit 64\nerror: " + message);
  }
}

TEST_CASE("the format of a plan is text, or JSON where JSON is asked for") {
  const auto format = [](std::string_view line) { return cli::plan_format(parsed(line).args); };
  CHECK(format("reconcile") == "text");
  CHECK(format("reconcile --json") == "json");
  CHECK(format("reconcile --json --format markdown") == "markdown");
  CHECK(not_meant(format, "reconcile --format jsn") ==
        "exit 64\nerror: --format \"jsn\" is not known\n  fix: did you mean \"json\"?\n");
}
