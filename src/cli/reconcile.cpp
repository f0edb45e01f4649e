#include <fmt/core.h>

#include <array>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/options.h"
#include "core/json.h"
#include "core/text.h"
#include "flow/lease.h"
#include "flow/merged.h"
#include "flow/reconcile_apply.h"
#include "flow/saved_state.h"
#include "plan/approval.h"
#include "plan/plan_json.h"
#include "view/apply.h"
#include "view/view.h"
#include "wire/files.h"
#include "wire/lock.h"

namespace muster::cli {
namespace {

constexpr size_t most_plan_bytes = 256 << 20;

void print(const Plan& plan, const std::string& format, const App& app) {
  if (format == "json") {
    PlanPieces pieces(plan);
    for (std::string piece = pieces.next(); !piece.empty(); piece = pieces.next()) app.out << piece;
  } else {
    app.out << (format == "markdown" ? plan_markdown(plan) : plan_text(plan, {app.colour}));
  }
  app.out << std::flush;
}

std::vector<std::string> refusing(const Plan& plan) {
  std::set<std::string> names;
  for (const Rail& rail : plan.rails) {
    if (rail.refused && !rail.lifted) names.insert(rail.name);
  }
  return {names.begin(), names.end()};
}

void require_rails(const Plan& plan) {
  const auto names = refusing(plan);
  if (names.empty()) return;
  std::vector<std::string> whys;
  for (const Rail& rail : plan.rails) {
    if (!rail.refused || rail.lifted) continue;
    whys.push_back(
        fmt::format("{}: {} {}, the limit is {}", rail.scope, rail.name, rail.value, rail.limit));
  }
  const std::string list = join(names, ",");
  throw Error(
      fmt::format("{} this plan: {}", counted(names.size(), "rail refuses", "rails refuse"), list),
      Exit::refused)
      .because(join(whys, "; "))
      .mend(fmt::format("look at the plan; if all of it is meant, add --allow {}", list));
}

// What people do after a preview; "": there is nothing to do.
std::string next_step(const Plan& plan, const Args& args, bool remote) {
  if (plan.refused()) {
    return "next: if all of it is meant, muster reconcile --allow " + join(refusing(plan), ",") +
           "\n";
  }
  if (!plan.changes()) {
    return plan.collisions() > 0 ? "next: muster conflicts --targets tells what settles the "
                                   "collisions\n"
                                 : "";
  }
  const std::string approved = args.has("--out") ? " --approved " + clean(args.value("--out")) : "";
  return fmt::format("next: muster reconcile{}{}\n", approved,
                     remote ? ", once the commit is merged" : "");
}

// What stands between a plan and its apply.
void require_allowed(const Plan& plan, const Args& args) {
  require_rails(plan);
  if (!args.has("--approved")) return;
  const std::string given = args.value("--approved");
  const std::string text = given.starts_with("sha256:") ? given : read_file(given, most_plan_bytes);
  const auto extra = beyond(plan, parse_approved(text, given));
  if (extra.empty()) return;
  std::string list;
  for (const Operation* operation : extra) {
    list += fmt::format("{}{} {} {}", list.empty() ? "" : "; ", word(operation->op),
                        operation->kind, operation->label);
    if (list.size() > 2'000) break;
  }
  throw Error(fmt::format("{} beyond the approved plan", counted(extra.size(), "operation")),
              Exit::stale)
      .because(list)
      .mend("review a new plan: muster reconcile --plan --out plan.json");
}

Exit plan_exit(const Planned& planned, const Args& args) {
  if (planned.plan.refused()) return Exit::refused;
  const bool detailed = args.has("--detailed-exitcode");
  const bool something = planned.plan.changes() || planned.plan.collisions() > 0;
  if (detailed && something) return Exit::changes;
  return planned.partial() ? Exit::partial : Exit::ok;
}

// A person at a terminal says yes to what will be written, unless that is said already.
void require_yes(const Call& call, const Plan& plan) {
  if (call.app.in == nullptr || !plan.changes()) return;
  if (call.args.has("--yes") || call.args.has("--approved")) return;
  std::vector<std::string> names;
  for (const PlanTarget& target : plan.targets) names.push_back(target.name);
  call.app.err << "Write this to " << clean(join(names, ", ")) << "? [y/N] " << std::flush;
  std::string answer;
  std::getline(*call.app.in, answer);
  if (answer == "y" || answer == "Y" || answer == "yes") return;
  throw Error("nothing was written: the answer was not yes", Exit::refused)
      .mend("answer y, or add --yes");
}

struct Run {
  const Call& call;
  Workspace workspace;
  ReconcileOptions options;
  std::string format;

  ReadWires reading(Progress& progress) const {
    const Wires& wires = call.app.wires;
    const bool warm = call.args.has("--warm");
    return {wires.clock, wires.http, wires.runner,
            progress,    wires.ssh,  warm ? workspace.repo.git_dir() + "/muster" : ""};
  }

  // What was applied last is asked for here, under the lease: another run may just have ended.
  Planned planned(Progress& progress, std::stop_token stop) {
    Diagnostics notes;
    if (!options.offline) fetch_applied(workspace, call.app.wires.runner, notes, stop);
    show(call, notes);
    Planned out = make_plan(workspace, options, reading(progress), stop);
    show(call, out.plan.notes);
    if (call.args.has("--plan") || format != "json") {
      print(out.plan, format, call.app);
    }
    if (call.args.has("--out")) {
      PlanPieces pieces(out.plan);
      write_file(call.args.value("--out"), [&] { return pieces.next(); });
    }
    return out;
  }

  Exit plan() {
    Progress& progress = call.app.wires.progress;
    const Planned out = planned(progress, call.app.stop);
    if (call.args.has("--snapshot-out")) {
      Diagnostics notes;
      write_saved(call.args.value("--snapshot-out"),
                  save_state(out.targets, reading(progress), notes, call.app.stop));
      show(call, notes);
    }
    if (format == "text") {
      call.app.out << next_step(out.plan, call.args, workspace.repo.remote().has_value());
    }
    return plan_exit(out, call.args);
  }

  // With a lease of the remote, where there is one and it may be asked.
  Exit apply() {
    const Lock lock(workspace.repo.git_dir() + "/muster.lock", "muster reconcile");
    Wires& wires = call.app.wires;
    if (!call.args.has("--unmerged")) {
      require_merged(workspace, require_commit(workspace.repo, options.ref), !options.offline,
                     wires.runner, call.app.stop);
    }
    if (options.offline || !workspace.repo.remote()) return apply(wires, call.app.stop);
    WriteLease lease(workspace.repo, wires.runner, wires.clock, call.args.has("--take-over"),
                     call.app.stop);
    std::stop_source stops;
    const std::stop_callback interrupt(call.app.stop, [&stops] { stops.request_stop(); });
    LeasedProgress leased(wires.progress, lease, stops);
    const Exit code = apply(wires.with(leased), stops.get_token());
    if (!leased.lost()) return code;
    throw Error(*leased.lost()).mend("look at the plan, then run again: nothing is lost");
  }

  Exit apply(Wires wires, std::stop_token stop) {
    Planned plan = planned(wires.progress, stop);
    require_allowed(plan.plan, call.args);
    if (plan.closed && plan.plan.changes()) throw Error(*plan.closed);
    require_yes(call, plan.plan);
    const ApplyReport report = apply_plan(workspace, options, plan, wires, stop);
    if (format == "json") {
      call.app.out << apply_json(plan.plan, report);
    } else if (!report.lines.empty()) {
      call.app.out << apply_text(report);
    }
    show(call, report.notes);
    if (report.interrupted) return Exit::interrupted;
    return report.complete() ? Exit::ok : Exit::partial;
  }
};

Exit run(const Call& call) {
  const ReconcileOptions options = reconcile_options(call.args);
  Run run{call, open_workspace(call.directory(), call.config_file(), call.app.wires.runner),
          options, plan_format(call.args)};
  return call.args.has("--plan") ? run.plan() : run.apply();
}

constexpr std::array<Flag, 23> flags{{
    {"--plan", "", "show what would change and change nothing"},
    {"--detailed-exitcode", "", "with --plan: exit 2 when something would change or collides"},
    {"--out", "FILE", "also save the plan as JSON"},
    {"--approved", "PLAN", "run only what FILE or sha256:… approved; exit 5 when more would run"},
    {"--format", "FORMAT", "text, json or markdown"},
    {"--snapshot-out", "FILE", "with --plan: also save what NetBox holds, for --against"},
    {"--against", "FILE",
     "with --plan: plan from what NetBox held then; asks nothing of it and needs no token"},
    {"--warm", "", "with --plan: read of NetBox what changed since the last such run here"},
    {"--netbox-branch", "NAME",
     "plan and write in this branch of NetBox (made by an apply), for people to merge there"},
    {"--ref", "REV", "plan this commit (default HEAD)"},
    {"--base", "REV", "with --plan: plan the merge into REV, with REV's targets and policy"},
    {"--worktree", "", "with --plan: plan the files as they lie here"},
    {"--unmerged", "", "apply a commit that the branch people merge into does not contain"},
    {"--yes", "", "do not ask at the terminal before the first write"},
    {"--take-over", "", "write although another run has the lease"},
    {"--target", "NAME", "only this target", true},
    {"--prune", "HOW", "none, retire (default) or delete what is no longer wanted"},
    {"--grace", "TIME",
     "with --prune delete: how long a thing must have been retired (default 30d)"},
    {"--allow", "RAIL", "lift a rail: deletes, updates, creates, empty, missing, cascades, window",
     true},
    {"--max-deletes", "N|N%", "instead of policy.max_deletes"},
    {"--max-updates", "N|N%", "instead of policy.max_updates"},
    {"--max-creates", "N|N%", "instead of policy.max_creates"},
    {"--offline", "", "ask the remote nothing: no lease, refs/muster/applied/* as they are here"},
}};

constexpr std::array<std::string_view, 5> examples{
    "muster reconcile --plan                                # what would change",
    "muster reconcile --plan --base origin/main --format markdown   # for a merge request",
    "muster reconcile --plan --out plan.json && muster reconcile --approved plan.json",
    "muster reconcile                                       # after the merge",
    "muster reconcile --prune delete --grace 30d            # delete what was retired a month ago"};

}  // namespace

const Command reconcile_command{"reconcile",
                                "",
                                "make NetBox and Unbound agree with the approved hosts of a commit",
                                "Plans, checks the rails, applies, and reads again: what is left "
                                "is shown. Objects that muster\n"
                                "did not make or adopt are never changed.",
                                flags,
                                examples,
                                run};

}  // namespace muster::cli
