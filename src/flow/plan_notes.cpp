#include "flow/plan_notes.h"

#include "core/text.h"

namespace muster {

// Without the commit last applied a plan cannot tell drift, and retires nothing: people must know.
void note_two_way(const Workspace& workspace, Plan& plan) {
  std::vector<std::string> names;
  for (const PlanTarget& target : plan.targets) {
    if (!target.three_way) names.push_back(target.name);
  }
  if (names.empty()) return;
  Error note =
      Error("no commit is known as applied to " + join(names, " and ") + ": a two-way plan")
          .because("it retires nothing and does not tell drift apart")
          .as(Severity::note);
  if (workspace.repo.shallow()) {
    note.severity = Severity::warning;
    note.fix = "the clone is shallow: git fetch --unshallow, or fetch the whole history";
  }
  plan.notes.add(std::move(note));
}

void note_uncommitted(const Workspace& workspace, const ReconcileOptions& options, Plan& plan) {
  if (options.worktree || options.ref != "HEAD") return;
  const size_t count = workspace.repo.dirty("hosts").size();
  if (count == 0) return;
  plan.notes.add(Error(counted(count, "host file") + " with uncommitted changes: the commit is "
                                                     "planned, not the work tree")
                     .mend("commit them, or preview with --plan --worktree")
                     .as(Severity::warning));
}

void add_pages(const Inventory& inventory, Plan& plan) {
  for (const Operation& operation : plan.operations) {
    const HostFile* file = operation.op == Op::keep ? nullptr : inventory.find(operation.host);
    if (file == nullptr || file->host.observed.links.empty()) continue;
    auto& pages = plan.pages[operation.host];
    if (!pages.empty()) continue;
    for (const PageLink& link : file->host.observed.links) pages.push_back(link.url);
  }
}

}  // namespace muster
