// muster reconcile: plan, and apply what was planned. Both run the same code up to the plan.
#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "plan/approval.h"
#include "plan/diff.h"
#include "plan/plan.h"
#include "target/target.h"

namespace muster {

struct ReconcileOptions {
  std::string ref = "HEAD";
  bool worktree = false;             // plan the work tree; never applied
  std::string base;                  // --base REF: plan the merge result, trust only REF's targets
  std::vector<std::string> targets;  // empty: all
  Prune prune = Prune::retire;
  std::chrono::days grace{30};
  std::set<std::string> allow;
  std::optional<Limit> max_deletes, max_updates;
  bool allow_commands = false;
  bool offline = false;  // do not fetch or push refs/muster/applied/*
};

// A plan and what apply needs to run it.
struct Planned {
  struct One {
    TargetConfig config;
    Secret token;
    Snapshot actual;
    std::vector<Operation> operations;  // without keeps, in order
  };
  Plan plan;
  std::vector<One> targets;
  std::optional<ObjectId> commit;
};

// Reads and diffs every target. Throws Invalid for a wrong inventory. Cannot write: it is given
// reading wires only.
Planned make_plan(Workspace& workspace, const ReconcileOptions& options, ReadWires wires,
                  std::stop_token stop);

struct Ledger {  // what an apply did
  struct Line {
    Operation operation;
    Outcome outcome;
  };
  std::vector<Line> lines;
  bool interrupted = false;
  bool verified = false;        // read again: nothing left to do
  std::vector<Operation> left;  // what the second plan still found
  Diagnostics notes;

  size_t count(Result result) const;
  bool complete() const;  // everything done, and verified
};

// Runs the plan's operations: NetBox first, then DNS without the hosts that failed there; then
// reads again and records the commit as applied for the targets that have nothing left.
Ledger apply_plan(Workspace& workspace, const ReconcileOptions& options, const Planned& planned,
                  Wires& wires, std::stop_token stop);

// Fetches the applied refs from the remote, so that a fresh clone plans three-way; a failure is a
// note.
void fetch_applied(Workspace& workspace, Runner& runner, Diagnostics& notes, std::stop_token stop);

nlohmann::json to_json(const Ledger& ledger);
std::string render(const Ledger& ledger);

}  // namespace muster
