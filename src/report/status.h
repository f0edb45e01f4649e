// What the repository tells about the inventory, the sources and the targets.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/applies.h"
#include "report/health.h"
#include "wire/git/git.h"

namespace muster {

struct SiteCount {
  size_t hosts = 0;
  std::map<std::string, size_t> states, approvals, classifications;
  size_t attention = 0;
};

struct WaitingBranch {  // of discover, not merged
  std::string name;
  CommitSummary last;
  size_t fresh = 0, changed = 0, to_decide = 0;
};

struct StatusReport {
  std::string commit;  // "" = the work tree
  std::map<std::string, SiteCount> sites;
  std::optional<CommitSummary> discovered;  // the last commit that discover made
  std::map<std::string, std::optional<CommitSummary>> applied;  // by target
  Health sources;  // configured sources; one that was never asked has no day
  std::vector<std::string> unasked;
  std::map<std::string, ApplyRecord> applies;  // the last to each target, whatever came of it
  std::vector<WaitingBranch> branches;
};

}  // namespace muster
