#include "flow/reconcile_apply.h"

#include <functional>

#include "flow/branch.h"

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
  auto outcomes = make_writer(target.config, target.secrets, wires)
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

void record_applied(Workspace& workspace, const Planned& planned, const ReconcileOptions& options,
                    ApplyReport& report, Wires& wires, std::stop_token stop) {
  std::set<std::string> unfinished;
  for (const auto& line : report.lines) {
    if (line.outcome.result != Result::done) unfinished.insert(line.operation->target);
  }
  for (const Operation& operation : report.left) unfinished.insert(operation.target);
  for (const auto& target : planned.targets) {
    if (target.actual.partial) unfinished.insert(target.config.name);
  }
  std::vector<std::string> refs;
  for (const auto& target : planned.targets) {
    if (unfinished.contains(target.config.name)) continue;
    const std::string ref = "refs/muster/applied/" + target.config.name;
    const auto before = workspace.repo.resolve(ref);
    if (before == planned.commit) continue;
    workspace.repo.update_ref(ref, before, *planned.commit, "muster reconcile");
    refs.push_back("+" + ref + ":" + ref);
  }
  if (refs.empty() || options.offline || !workspace.repo.remote()) return;
  try {
    push(workspace.repo, wires.runner, refs, stop);
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
  report.left = std::move(now.plan.operations);
  std::erase_if(report.left, [](const Operation& operation) { return operation.op == Op::keep; });
  report.verified = report.left.empty() && !now.partial();
}

}  // namespace

ApplyReport apply_plan(Workspace& workspace, const ReconcileOptions& options,
                       const Planned& planned, Wires& wires, std::stop_token stop) {
  ApplyReport report;
  const std::string message = "muster reconcile inventory@" + planned.commit->substr(0, 9);
  run_all(report, planned, message, wires, stop);
  report.interrupted = stop.stop_requested();
  if (report.lines.empty()) {
    report.verified = !planned.partial();
  } else if (!report.interrupted) {
    verify(workspace, options, planned, report, wires, stop);
  }
  if (!report.interrupted) record_applied(workspace, planned, options, report, wires, stop);
  return report;
}

}  // namespace muster
