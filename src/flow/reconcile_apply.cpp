#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "flow/branch.h"
#include "flow/reconcile.h"

namespace muster {
namespace {

using Chosen = std::function<bool(const Operation&)>;

bool is_dns(const TargetConfig& target) {
  return std::holds_alternative<UnboundConfig>(target.kind);
}

// Hosts of which something did not get done.
std::set<std::string> unfinished_hosts(const Ledger& ledger) {
  std::set<std::string> out;
  for (const auto& line : ledger.lines) {
    if (line.outcome.result != Result::done) out.insert(line.operation.host);
  }
  out.erase("");
  return out;
}

Outcome waits(const Operation& operation) {
  return {operation.id, Result::skipped,
          Error("not written: NetBox did not take all of host " + operation.host)};
}

// Runs the chosen operations of one target and notes each outcome.
void run(Ledger& ledger, const Planned::One& target, const Chosen& chosen,
         const std::set<std::string>& waiting, const std::string& message, Wires& wires,
         std::stop_token stop) {
  std::vector<Operation> operations;
  for (const Operation& operation : target.operations) {
    if (!chosen(operation)) continue;
    if (waiting.contains(operation.host)) {
      ledger.lines.push_back({operation, waits(operation)});
    } else {
      operations.push_back(operation);
    }
  }
  if (operations.empty()) return;
  wires.progress.phase("writing " + target.config.name);
  auto outcomes = make_writer(target.config, target.token, wires)
                      ->apply(operations, target.actual, message, stop);
  for (size_t i = 0; i < operations.size(); ++i) {
    ledger.lines.push_back({std::move(operations[i]), std::move(outcomes.at(i))});
  }
}

// Creations and updates go to NetBox first; DNS follows for the hosts that NetBox took; deletions
// in NetBox come last.
void run_all(Ledger& ledger, const Planned& planned, const std::string& message, Wires& wires,
             std::stop_token stop) {
  const Chosen all = [](const Operation&) { return true; };
  const Chosen removes = [](const Operation& o) { return o.op == Op::remove; };
  const Chosen others = std::not_fn(removes);
  for (const auto& target : planned.targets) {
    if (!is_dns(target.config)) run(ledger, target, others, {}, message, wires, stop);
  }
  const auto waiting = unfinished_hosts(ledger);
  for (const auto& target : planned.targets) {
    if (is_dns(target.config)) run(ledger, target, all, waiting, message, wires, stop);
  }
  for (const auto& target : planned.targets) {
    if (!is_dns(target.config)) run(ledger, target, removes, {}, message, wires, stop);
  }
}

void record_applied(Workspace& workspace, const Planned& planned, const ReconcileOptions& options,
                    Ledger& ledger, Wires& wires, std::stop_token stop) {
  std::set<std::string> unfinished;
  for (const auto& line : ledger.lines) {
    if (line.outcome.result != Result::done) unfinished.insert(line.operation.target);
  }
  for (const Operation& operation : ledger.left) unfinished.insert(operation.target);
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
    ledger.notes.add(std::move(error).as(Severity::warning));
  }
}

// Reads again: what is still to do is the truth about how well the apply went.
void verify(Workspace& workspace, const ReconcileOptions& options, const Planned& planned,
            Ledger& ledger, Wires& wires, std::stop_token stop) {
  ReconcileOptions again = options;
  again.ref = *planned.commit;
  const ReadWires reading{wires.clock, wires.http, wires.runner, wires.progress};
  for (auto& target : make_plan(workspace, again, reading, stop).targets) {
    for (Operation& operation : target.operations) ledger.left.push_back(std::move(operation));
  }
  ledger.verified = ledger.left.empty();
}

std::string word(Result result) {
  switch (result) {
    case Result::done:
      return "done";
    case Result::failed:
      return "failed";
    case Result::skipped:
      return "skipped";
  }
  return "skipped";
}

std::string described(const Operation& operation) {
  return std::string(word(operation.op)) + " " + operation.kind + " " + operation.label;
}

}  // namespace

size_t Ledger::count(Result result) const {
  return static_cast<size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const Line& line) { return line.outcome.result == result; }));
}

bool Ledger::complete() const { return verified && count(Result::done) == lines.size(); }

Ledger apply_plan(Workspace& workspace, const ReconcileOptions& options, const Planned& planned,
                  Wires& wires, std::stop_token stop) {
  Ledger ledger;
  const std::string message = "muster reconcile inventory@" + planned.commit->substr(0, 9);
  run_all(ledger, planned, message, wires, stop);
  ledger.interrupted = stop.stop_requested();
  if (ledger.lines.empty()) {
    ledger.verified = true;
  } else if (!ledger.interrupted) {
    verify(workspace, options, planned, ledger, wires, stop);
  }
  if (!ledger.interrupted) record_applied(workspace, planned, options, ledger, wires, stop);
  return ledger;
}

nlohmann::json to_json(const Ledger& ledger) {
  nlohmann::json json{{"format_version", 1},
                      {"done", ledger.count(Result::done)},
                      {"failed", ledger.count(Result::failed)},
                      {"skipped", ledger.count(Result::skipped)},
                      {"interrupted", ledger.interrupted},
                      {"verified", ledger.verified},
                      {"operations", nlohmann::json::array()},
                      {"left", nlohmann::json::array()}};
  for (const auto& [operation, outcome] : ledger.lines) {
    nlohmann::json line{{"id", operation.id},       {"target", operation.target},
                        {"op", word(operation.op)}, {"kind", operation.kind},
                        {"label", operation.label}, {"result", word(outcome.result)}};
    if (outcome.error) line["error"] = to_json(*outcome.error);
    json["operations"].push_back(std::move(line));
  }
  for (const Operation& operation : ledger.left) json["left"].push_back(operation.id);
  return json;
}

std::string render(const Ledger& ledger) {
  std::string text;
  for (const auto& [operation, outcome] : ledger.lines) {
    if (outcome.result == Result::done) continue;
    text += word(outcome.result) + "  " + described(operation);
    text += outcome.error ? ": " + outcome.error->message + "\n" : "\n";
    if (outcome.error && !outcome.error->why.empty()) text += "  why: " + outcome.error->why + "\n";
  }
  for (const Operation& operation : ledger.left) text += "left    " + described(operation) + "\n";
  text += "Applied: " + std::to_string(ledger.count(Result::done)) + " done, " +
          std::to_string(ledger.count(Result::failed)) + " failed, " +
          std::to_string(ledger.count(Result::skipped)) + " skipped";
  if (ledger.interrupted) return text + "; interrupted, run again to go on.\n";
  if (ledger.complete()) return text + "; read again: nothing left to do.\n";
  return text + "; run again to go on.\n";
}

}  // namespace muster
