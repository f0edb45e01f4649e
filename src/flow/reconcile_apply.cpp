#include "flow/reconcile_apply.h"

#include <algorithm>
#include <functional>
#include <set>

#include "flow/branch.h"
#include "flow/history/ledger.h"
#include "flow/in_branch.h"

namespace muster {
namespace {

using Chosen = std::function<bool(const Operation&)>;

// Hosts of which something did not get done.
std::set<std::string> unfinished_hosts(const ApplyReport& report) {
  std::set<std::string> out;
  for (const auto& line : report.lines) {
    if (line.outcome.result != Result::done) out.insert(line.operation->host);
  }
  out.erase("");
  return out;
}

Outcome waits(const Operation& operation) {
  return {operation.id, Result::skipped,
          Error("not written: NetBox did not take all of host " + operation.host)};
}

// Runs the chosen operations of one target and notes each outcome.
void run(ApplyReport& report, const Planned& planned, const Planned::One& target,
         const Chosen& chosen, const std::set<std::string>& waiting, const std::string& message,
         Wires& wires, std::stop_token stop) {
  std::vector<const Operation*> operations;
  for (const Operation& operation : planned.operations(target)) {
    if (operation.op == Op::keep || !chosen(operation)) continue;
    if (waiting.contains(operation.host)) {
      report.lines.push_back({&operation, waits(operation)});
    } else {
      operations.push_back(&operation);
    }
  }
  if (operations.empty()) return;
  wires.progress.phase("writing " + target.config.name);
  Within within(target, wires);
  auto outcomes = make_writer(target.config, target.secrets, within.wires())
                      ->apply(operations, target.actual, message, stop);
  for (size_t i = 0; i < operations.size(); ++i) {
    report.lines.push_back({operations[i], std::move(outcomes.at(i))});
  }
}

// Creations and updates go to NetBox first; DNS follows for the hosts that NetBox took; deletions
// in NetBox come last.
void run_all(ApplyReport& report, const Planned& planned, const std::string& message, Wires& wires,
             std::stop_token stop) {
  const Chosen all = [](const Operation&) { return true; };
  const Chosen removes = [](const Operation& o) { return o.op == Op::remove; };
  const Chosen others = std::not_fn(removes);
  const auto of = [&](Phase phase, const Chosen& chosen, const std::set<std::string>& waiting) {
    for (const auto& target : planned.targets) {
      if (target.config.phase() != phase) continue;
      run(report, planned, target, chosen, waiting, message, wires, stop);
    }
  };
  of(Phase::ipam, others, {});
  of(Phase::dns, all, unfinished_hosts(report));
  of(Phase::ipam, removes, {});
}

void push_refs(Workspace& workspace, const ReconcileOptions& options,
               const std::vector<std::string>& refspecs, ApplyReport& report, Wires& wires,
               std::stop_token stop) {
  if (refspecs.empty() || options.offline || !workspace.repo.remote()) return;
  try {
    push(workspace.repo, wires.runner, refspecs, stop);
  } catch (Error& error) {
    report.notes.add(std::move(error).as(Severity::warning));
  }
}

// Moves the refs of some targets to the planned commit, here and on the remote.
void record(Workspace& workspace, const Planned& planned, const ReconcileOptions& options,
            const std::vector<std::string>& refs, ApplyReport& report, Wires& wires,
            std::stop_token stop) {
  std::vector<std::string> moved;
  for (const std::string& ref : refs) {
    const auto before = workspace.repo.resolve(ref);
    if (before == planned.commit) continue;
    workspace.repo.update_ref(ref, before, *planned.commit, "muster reconcile");
    moved.push_back("+" + ref + ":" + ref);
  }
  push_refs(workspace, options, moved, report, wires, stop);
}

// Of targets to which this apply will write.
std::vector<std::string> begun_refs(const Planned& planned) {
  std::vector<std::string> out;
  for (const auto& target : planned.targets) {
    const auto operations = planned.operations(target);
    const bool writes = std::any_of(operations.begin(), operations.end(),
                                    [](const Operation& o) { return o.op != Op::keep; });
    if (writes) out.push_back(begun_ref(target.place));
  }
  return out;
}

// Of targets that have nothing left, and of which all was read.
std::vector<std::string> ended_refs(const Planned& planned, const ApplyReport& report) {
  std::set<std::string> unfinished;
  for (const auto& line : report.lines) {
    if (line.outcome.result != Result::done) unfinished.insert(line.operation->target);
  }
  for (const Operation& operation : report.left) unfinished.insert(operation.target);
  std::vector<std::string> out;
  for (const auto& target : planned.targets) {
    const std::string& name = target.config.name;
    if (target.actual.partial || unfinished.contains(name) || target.unmade()) continue;
    out.push_back(applied_ref(target.place));
  }
  return out;
}

// What is wrong beside what is left: marks that stand twice, and what is on the hosts just written
// that nobody here knows of.
void look_beside(const Planned::One& target, const Planned& now, ApplyReport& report, Wires& wires,
                 std::stop_token stop) {
  for (const Operation& operation : now.operations(target)) {
    if (operation.keeping != Keeping::second_mark) continue;
    report.notes.add(Error(target.config.name + ": " + operation.kind + " " + operation.label +
                           " is there a second time")
                         .because(operation.reason)
                         .as(Severity::warning));
  }
  std::set<std::string> hosts;
  for (const auto& line : report.lines) {
    const bool here = line.operation->target == target.config.name && !line.operation->host.empty();
    if (here && line.outcome.result == Result::done) hosts.insert(line.operation->host);
  }
  if (hosts.empty()) return;
  try {
    Within within(target, wires);
    const Wires& own = within.wires();
    make_reader(target.config, target.secrets,
                {own.clock, own.http, own.runner, own.progress, own.ssh})
        ->look_beside(target.actual, hosts, report.notes, stop);
  } catch (Error& error) {
    report.notes.add(std::move(error).as(Severity::warning));
  }
}

// Reads again: what is still to do is the truth about how well the apply went.
void verify(Workspace& workspace, const ReconcileOptions& options, const Planned& planned,
            ApplyReport& report, Wires& wires, std::stop_token stop) {
  ReconcileOptions again = options;
  again.ref = *planned.commit;
  const ReadWires reading{wires.clock, wires.http, wires.runner, wires.progress, wires.ssh};
  Planned now = make_plan(workspace, again, reading, stop);
  for (const Planned::One& target : now.targets) look_beside(target, now, report, wires, stop);
  report.left = std::move(now.plan.operations);
  std::erase_if(report.left, [](const Operation& operation) { return operation.op == Op::keep; });
  report.verified = report.left.empty() && !now.partial();
}

// What was done to each target that something was written to, here and on the remote.
void keep_ledger(Workspace& workspace, const Planned& planned, const ReconcileOptions& options,
                 const std::vector<std::string>& ended, ApplyReport& report, Wires& wires,
                 std::stop_token stop) {
  std::vector<std::string> moved;
  for (const auto& target : planned.targets) {
    const std::string& name = target.config.name;
    if (target.unmade()) continue;
    const bool complete =
        std::find(ended.begin(), ended.end(), applied_ref(target.place)) != ended.end();
    const ApplyRecord one = record_of(name, *planned.commit, report, complete, wires.clock.now());
    const bool nothing = one.done.empty() && one.failed == 0 && one.skipped == 0;
    const std::string ref = applies_ref(target.place);
    if (nothing && last_record(workspace.repo, target.place)) continue;
    write_record(workspace.repo, target.place, one, committer(workspace.repo));
    moved.push_back("+" + ref + ":" + ref);
  }
  push_refs(workspace, options, moved, report, wires, stop);
}

}  // namespace

ApplyReport apply_plan(Workspace& workspace, const ReconcileOptions& options, Planned& planned,
                       Wires& wires, std::stop_token stop) {
  ApplyReport report;
  make_branches(planned, wires, stop);
  const std::string message = "muster reconcile inventory@" + planned.commit->substr(0, 9);
  record(workspace, planned, options, begun_refs(planned), report, wires, stop);
  run_all(report, planned, message, wires, stop);
  report.interrupted = stop.stop_requested();
  if (report.lines.empty()) {
    report.verified = !planned.partial();
  } else if (!report.interrupted) {
    verify(workspace, options, planned, report, wires, stop);
  }
  const auto ended = report.interrupted ? std::vector<std::string>() : ended_refs(planned, report);
  record(workspace, planned, options, ended, report, wires, stop);
  keep_ledger(workspace, planned, options, ended, report, wires, stop);
  return report;
}

}  // namespace muster
