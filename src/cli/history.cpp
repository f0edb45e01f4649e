// muster diff, history and rollback.
#include "flow/history/history.h"

#include <fmt/core.h>

#include <array>
#include <ostream>

#include "cli/options.h"
#include "core/text.h"
#include "flow/history/object_changes.h"
#include "view/history/history.h"
#include "view/view.h"

namespace muster::cli {
namespace {

std::optional<Day> day_of(const Args& args, std::string_view flag) {
  if (!args.has(flag)) return std::nullopt;
  Day day;
  if (parse_day(args.value(flag), day)) return day;
  throw Error(fmt::format("{} \"{}\" is no day", flag, clean(args.value(flag))), Exit::usage)
      .mend("write 2026-08-21");
}

Exit diff(const Call& call) {
  HostChoice choice = choice_options(call.args);
  if (choice.words.empty()) {
    throw Error("name two commits", Exit::usage).mend("for example muster diff main~5..main");
  }
  const std::string range = choice.words.front();
  choice.words.erase(choice.words.begin());
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  read_listed(call, workspace, choice);
  const HistoryDiff found = diff_commits(workspace, range, choice);
  call.app.out << (call.json() ? diff_json(found) : diff_text(found));
  const bool differs = !found.hosts.empty() || !found.files.empty();
  return differs && call.args.has("--detailed-exitcode") ? Exit::changes : Exit::ok;
}

HistoryFilter history_filter(const Args& args) {
  HistoryFilter filter;
  if (!args.words.empty()) filter.host = args.words.front();
  filter.ref = args.value("--ref", "HEAD");
  filter.person = args.value("--person");
  filter.source = args.value("--source");
  filter.since = day_of(args, "--since");
  filter.until = day_of(args, "--until");
  const auto limit = parse_int(args.value("--limit", "50"));
  if (!limit || *limit < 1) {
    throw Error("--limit wants a number from 1", Exit::usage).mend("for example --limit 20");
  }
  filter.limit = static_cast<size_t>(*limit);
  return filter;
}

Exit show_history(const Call& call) {
  if (call.args.words.size() > 1) {
    throw Error("muster history wants one host, or none", Exit::usage)
        .mend("for example muster history web1");
  }
  const HistoryFilter filter = history_filter(call.args);
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  History found = history(workspace, filter, call.app.wires.runner, call.app.stop);
  const ChangeLogOptions logs{call.args.values("--target"), call.args.has("--allow-commands")};
  if (call.args.has("--targets") || !logs.targets.empty()) {
    if (found.host.empty()) {
      throw Error("the change log of a target is told of one host", Exit::usage)
          .mend("for example muster history web1 --targets");
    }
    Wires& wires = call.app.wires;
    add_object_changes(workspace, filter, logs, found,
                       {wires.clock, wires.http, wires.runner, wires.progress}, call.app.stop);
  }
  call.app.out << (call.json() ? history_json(found) : history_text(found));
  return Exit::ok;
}

Exit roll_back(const Call& call) {
  RollbackOptions options;
  options.to = call.args.value("--to");
  if (options.to.empty()) {
    throw Error("say to which commit", Exit::usage).mend("for example muster rollback --to main~1");
  }
  options.choice = choice_options(call.args);
  options.branch = call.args.value("--branch");
  options.dry_run = call.args.has("--dry-run");
  options.reason = call.args.value("--reason");
  Wires& wires = call.app.wires;
  Workspace workspace = open_workspace(call.directory(), call.config_file(), wires.runner);
  read_listed(call, workspace, options.choice);
  const RollbackReport report = rollback(workspace, options, wires.clock.now());
  call.app.out << (call.json() ? rollback_json(report) : rollback_text(report));
  if (!report.commit || !call.args.has("--plan")) return Exit::ok;
  ReconcileOptions planning;
  planning.ref = *report.commit;
  const Planned planned =
      make_plan(workspace, planning,
                {wires.clock, wires.http, wires.runner, wires.progress, wires.ssh}, call.app.stop);
  if (!call.json()) call.app.out << plan_text(planned.plan, {call.app.colour});
  return planned.partial() ? Exit::partial : Exit::ok;
}

constexpr std::array<Flag, 4> diff_flags{
    {where_flag,
     stdin_flag,
     from_flag,
     {"--detailed-exitcode", "", "exit 2 when something differs"}}};
constexpr std::array<Flag, 8> history_flags{
    {{"--targets", "", "with what NetBox's change log has of the host's objects"},
     {"--target", "NAME", "the same, of this NetBox alone", true},
     {"--person", "TEXT", "whose name or address has this in it"},
     {"--source", "SOURCE", "of discover runs that asked this source"},
     {"--since", "DAY", "from this day on"},
     {"--until", "DAY", "up to this day"},
     {"--limit", "N", "at most N commits (default 50)"},
     {"--ref", "REV", "from this commit back (default HEAD)"}}};
constexpr std::array<Flag, 8> rollback_flags{
    {{"--to", "REV", "the commit whose host files come back"},
     {"--branch", "NAME", "instead of muster/rollback/COMMIT"},
     {"--plan", "", "then plan that branch, as reconcile --plan would"},
     {"--dry-run", "", "say which hosts would change"},
     {"--reason", "TEXT", "kept as the trailer Muster-Reason"},
     where_flag,
     stdin_flag,
     expect_flag}};
constexpr std::array<std::string_view, 3> diff_examples{
    "muster diff main~5..main", "muster diff HEAD~1 web1 web2",
    "muster diff main..muster/discover/berlin --where 'class = server' --json"};
constexpr std::array<std::string_view, 4> history_examples{
    "muster history", "muster history web1 --since 2026-08-01", "muster history web1 --targets",
    "muster history --person ada --limit 10 --json"};
constexpr std::array<std::string_view, 3> rollback_examples{
    "muster rollback --to main~1 --dry-run", "muster rollback --to v1 web1 web2 --plan",
    "muster rollback --to main~3 --where 'site = berlin' --reason 'wrong rule'"};
constexpr std::string_view diff_details =
    "Each host that is new, changed, moved or removed, and which values. A commit alone is "
    "compared\n"
    "with HEAD. Host files are told apart by their ids, wherever they stand.";
constexpr std::string_view history_details =
    "The commits that changed hosts, youngest first: a discover run, a decision or an edit, by "
    "whom,\n"
    "why, and how many hosts; of one host what changed in it. An id of a host whose file is gone\n"
    "will do. With --targets who changed what of it in NetBox is told between the commits, by the\n"
    "ids of NetBox's change log.";
constexpr std::string_view rollback_details =
    "Makes a branch on top of HEAD on which the chosen host files, or all, are as REV has them, "
    "one\n"
    "commit to be reviewed and merged like any other. Neither your branch nor the work tree is\n"
    "touched, and nothing is applied.";

}  // namespace

const Command diff_command{
    "diff",       "REV[..REV] [HOST]…", "what became of hosts between commits",
    diff_details, diff_flags,           diff_examples,
    diff};
const Command history_command{"history",       "[HOST]",      "who changed hosts, when and why",
                              history_details, history_flags, history_examples,
                              show_history};
const Command rollback_command{
    "rollback",       "[HOST]…",      "a branch on which hosts are as they were",
    rollback_details, rollback_flags, rollback_examples,
    roll_back};

}  // namespace muster::cli
