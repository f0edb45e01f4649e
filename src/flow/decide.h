// muster approve, reject, classify, adopt and release: one line in each of the chosen host files.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "report/decision.h"

namespace muster {

struct Decision {
  std::string key;                   // "approval", "classification"
  std::string value;                 // "approved"
  std::string subject;               // of the commit: "approve"
  std::string undoes;                // a key that is set to false where it is true
  std::vector<std::string> hosts;    // ids, names or paths
  std::optional<std::string> where;  // a selector; with hosts: both must fit
  std::optional<size_t> expect;      // refuse unless exactly so many hosts are chosen
  bool yes = false;                  // more than `most_unasked` hosts are meant
  bool dry_run = false;
  bool commit = false;
  std::string reason;  // trailer Muster-Reason
};

inline constexpr size_t most_unasked = 1'000;

// Edits files of the work tree. Nothing is written when a host is not found, the count is not as
// expected, or, with `commit`, a file to be changed has uncommitted changes.
DecisionReport decide(Workspace& workspace, const Decision& decision);

// The files that `names` (ids, names, paths; empty: all) and `where` choose. Error (exit 64) for a
// name that no host has.
std::vector<const HostFile*> choose_hosts(const Inventory& inventory,
                                          const std::vector<std::string>& names,
                                          const std::optional<std::string>& where);

}  // namespace muster
