// muster reconcile: the plan, read by wires that cannot write.
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "plan/diff.h"
#include "plan/plan.h"
#include "target/netbox/branch.h"
#include "target/target.h"

namespace muster {

struct SavedState;

struct ReconcileOptions {
  std::string ref = "HEAD";
  bool worktree = false;             // plan the work tree; never applied
  std::string base;                  // --base REF: plan the merge result, trust only REF's targets
  std::vector<std::string> targets;  // empty: all
  Prune prune = Prune::retire;
  std::chrono::days grace{30};
  std::set<std::string> allow;
  std::optional<Limit> max_deletes, max_updates, max_creates;
  bool allow_commands = false;
  bool offline = false;  // ask the remote nothing
  // Plan from what the targets held then, and leave out those that it does not have; never applied.
  std::shared_ptr<const SavedState> against;
  std::string netbox_branch;  // plan and apply in this branch of NetBox; "" = NetBox itself
};

// A plan and what apply needs to run it.
struct Planned {
  struct One {
    TargetConfig config;
    Secrets secrets = {};
    Snapshot actual = {};
    size_t begin = 0, end = 0;  // its operations in the plan, keeps last
    std::string main;           // its name in muster.yaml
    std::string place;          // what its refs are called: `main`, or "netbox@SCHEMA"
    std::optional<NetboxBranch> branch = {};

    // Whether it is a branch that is not there.
    bool unmade() const { return branch && branch->schema.empty(); }
  };
  Plan plan;
  std::vector<One> targets;
  std::optional<ObjectId> commit;
  std::optional<Error> closed;  // why nothing may be written now

  // Whether some server of a target could not be read.
  bool partial() const;
  std::span<const Operation> operations(const One& target) const {
    return std::span(plan.operations).subspan(target.begin, target.end - target.begin);
  }
};

// Reads and diffs every target. Throws Invalid for a wrong inventory. Cannot write: it is given
// reading wires only.
Planned make_plan(Workspace& workspace, const ReconcileOptions& options, ReadWires wires,
                  std::stop_token stop);

// The commit of the last apply to a place that was complete, and of the last that was begun.
std::string applied_ref(const std::string& place);
std::string begun_ref(const std::string& place);

// Fetches both from the remote, so that a fresh clone plans three-way; a failure is a
// note.
void fetch_applied(Workspace& workspace, Runner& runner, Diagnostics& notes, std::stop_token stop);

}  // namespace muster
