// muster diff, history and rollback: what became of hosts, as Git has it.
#pragma once
#include <optional>
#include <stop_token>
#include <string>

#include "flow/bulk/choose.h"
#include "flow/workspace.h"
#include "report/history/history.h"

namespace muster {

// "A..B", or "A": from there to HEAD. With words or a selector only those hosts, as B has them or,
// where it has them no more, A.
HistoryDiff diff_commits(const Workspace& workspace, const std::string& range,
                         const HostChoice& choice);

struct HistoryFilter {
  std::string host = {};  // as people name it; "": the whole inventory
  std::string ref = "HEAD";
  std::string person = {};  // in the author's name or address
  std::string source = {};  // that the discover run asked
  std::optional<Day> since = {}, until = {};
  size_t limit = 50;
};

// Commits that changed hosts, rules.yaml or muster.yaml, youngest first.
History history(const Workspace& workspace, const HistoryFilter& filter, Runner& runner,
                std::stop_token stop);

struct RollbackOptions {
  std::string to;           // a commit
  HostChoice choice = {};   // empty: all hosts
  std::string branch = {};  // "": muster/rollback/<commit>
  bool dry_run = false;
  std::string reason = {};
};

// A branch on top of HEAD on which the chosen host files are as they were at a commit. HEAD's
// branch and the work tree are not touched.
RollbackReport rollback(Workspace& workspace, const RollbackOptions& options, Time now);

}  // namespace muster
