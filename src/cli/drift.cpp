// muster drift and muster conflicts.
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/options.h"
#include "flow/compare/compare.h"
#include "flow/history/conflicts.h"
#include "flow/history/drift_settings.h"
#include "view/decision.h"
#include "view/history/conflicts.h"

namespace muster::cli {
namespace {

Planned plan_of(const Call& call, Workspace& workspace) {
  Wires& wires = call.app.wires;
  ReconcileOptions options;
  options.ref = call.args.value("--ref", "HEAD");
  options.targets = call.args.values("--target");
  options.allow_commands = call.args.has("--allow-commands");
  options.offline = call.args.has("--offline");
  Diagnostics notes;
  if (!options.offline) fetch_applied(workspace, wires.runner, notes, call.app.stop);
  show(call, notes);
  Planned planned =
      make_plan(workspace, options,
                {wires.clock, wires.http, wires.runner, wires.progress, wires.ssh}, call.app.stop);
  show(call, planned.plan.notes);
  return planned;
}

// States in host files what NetBox has, to be reviewed like any other edit.
Exit adopt(const Call& call, Workspace& workspace, const Plan& plan) {
  const auto settings = settings_of_drift(plan);
  if (settings.empty()) {
    throw Error("there is no drift that a host file can state");
  }
  Decision decision = decision_options(call.args);
  read_listed(call, workspace, decision.choice);
  if (decision.choice.empty()) {
    for (const auto& [id, values] : settings) decision.choice.words.push_back(id);
  }
  decision.settings = [&settings](const HostFile& file) {
    const auto found = settings.find(file.host.id);
    return found == settings.end() ? std::vector<Setting>() : found->second;
  };
  decision.subject = "adopt what was changed in NetBox";
  decision.what = "what NetBox has";
  decision.checked = true;
  const DecisionReport report = decide(workspace, decision, call.app.wires.runner, call.app.stop);
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

Exit drift(const Call& call) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  if (!call.args.words.empty() && !call.args.has("--adopt")) {
    throw Error("drift is told of all hosts", Exit::usage)
        .mend("HOST goes with --adopt, which states in its file what NetBox has");
  }
  const Planned planned = plan_of(call, workspace);
  if (call.args.has("--adopt")) return adopt(call, workspace, planned.plan);
  call.app.out << (call.json() ? drift_json(planned.plan) : drift_text(planned.plan));
  if (drift_count(planned.plan) > 0) return Exit::changes;
  return planned.partial() ? Exit::partial : Exit::ok;
}

// Of every NetBox that is asked for.
std::vector<Conflict> beside_netbox(const Call& call, const Workspace& workspace,
                                    const View& view) {
  const auto wanted = call.args.values("--target");
  Wires& wires = call.app.wires;
  std::vector<Conflict> out;
  for (const TargetConfig& target : view.config.targets) {
    const bool asked =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), target.name) != wanted.end();
    if (target.kind() != NetboxConfig::kind || !asked) continue;
    for (Conflict& one : one_sided(compare_with_netbox(
             workspace, view, target.name, call.args.has("--allow-commands"),
             {wires.clock, wires.http, wires.runner, wires.progress}, call.app.stop))) {
      out.push_back(std::move(one));
    }
  }
  return out;
}

Exit conflicts(const Call& call) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  auto found = host_conflicts(view.inventory);
  for (Conflict& one : branch_conflicts(workspace, view, trouble)) found.push_back(std::move(one));
  show(call, trouble);
  bool partial = false;
  if (call.args.has("--targets")) {
    const Planned planned = plan_of(call, workspace);
    partial = planned.partial();
    for (Conflict& one : collisions_of(planned.plan, view.inventory))
      found.push_back(std::move(one));
    for (Conflict& one : beside_netbox(call, workspace, view)) found.push_back(std::move(one));
  }
  call.app.out << (call.json() ? conflicts_json(found) : conflicts_text(found));
  if (!found.empty() && call.args.has("--detailed-exitcode")) return Exit::changes;
  return partial ? Exit::partial : Exit::ok;
}

constexpr Flag target_flag{"--target", "NAME", "only this target", true};
constexpr Flag offline_flag{"--offline", "",
                            "ask the remote nothing: refs/muster/applied/* as they are here"};
constexpr auto drift_flags = with_flag(
    with_flag(with_flag(with_flag(deciding_flags, target_flag),
                        {"--ref", "REV", "what the targets should be like (default HEAD)"}),
              offline_flag),
    {"--adopt", "", "state in host files what was changed in NetBox, instead of telling it"});
constexpr std::array<Flag, 5> conflicts_flags{
    {{"--targets", "",
      "read the targets, too: what collides with things there, and what one side has alone"},
     {"--detailed-exitcode", "", "exit 2 when there are conflicts"},
     target_flag,
     ref_flag,
     offline_flag}};
constexpr std::array<std::string_view, 3> drift_examples{
    "muster drift", "muster drift --target netbox --json",
    "muster drift --adopt web1 --commit               # NetBox is right"};
constexpr std::array<std::string_view, 2> conflicts_examples{"muster conflicts",
                                                             "muster conflicts --targets --json"};
constexpr std::string_view drift_details =
    "Reads the targets and tells what somebody changed or removed there since the last apply, and\n"
    "who. Changes of Git that wait for an apply are no drift. Nothing is written. Exit 2 when "
    "there\n"
    "is drift. --adopt writes its values into host files: name, serial, platform, tenant, "
    "location, "
    "rack\n"
    "and asset_tag of devices and virtual machines, of the chosen hosts or of all.";
constexpr std::string_view conflicts_details =
    "Names, addresses, serial numbers, systems and places that do not fit together, files that "
    "are\n"
    "one host, what one source lost sight of, review branches that do not fit what was merged; "
    "and\n"
    "with --targets what NetBox or DNS has already, or alone, or lacks: each with the commands "
    "that\n"
    "settle it.";

}  // namespace

const Command drift_command{"drift",       "[HOST]…",   "what was changed by hand in the targets",
                            drift_details, drift_flags, drift_examples,
                            drift};
const Command conflicts_command{"conflicts",
                                "",
                                "what only a person settles, and how",
                                conflicts_details,
                                conflicts_flags,
                                conflicts_examples,
                                conflicts};

}  // namespace muster::cli
