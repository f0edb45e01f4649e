// Edits of which hosts there are: two files that are one host, one that is two, a file's place, and
// files of hosts that are gone.
#pragma once
#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/bulk/choose.h"
#include "flow/workspace.h"
#include "report/decision.h"

namespace muster {

struct Surgery {
  HostChoice choice = {};
  bool yes = false, dry_run = false, commit = false, push = false;
  std::string reason = {};
};

// `keep` gets what the chosen hosts are known by, and their files go. What people wrote in those
// stays where `keep` has nothing of its own; the next discover takes all of it for one host.
DecisionReport merge_hosts(Workspace& workspace, const std::string& keep, const Surgery& surgery,
                           Runner& runner, std::stop_token stop);

// The interfaces with these MACs become a host of their own, pending, which the next discover knows
// again. `word` names the host that has them.
DecisionReport split_host(Workspace& workspace, const std::string& word,
                          const std::vector<std::string>& macs, const Surgery& surgery,
                          Runner& runner, std::stop_token stop);

// The chosen files go where a new file of the host would be put: by its site and name as they are
// now. Ids stay, and so does all that is in the files.
DecisionReport move_files(Workspace& workspace, const Surgery& surgery, Runner& runner,
                          std::stop_token stop);

// Removes the files of those of the chosen hosts that are gone and were last seen as many days ago.
// A protected host stays.
DecisionReport prune_files(Workspace& workspace, std::chrono::days gone, Day today,
                           const Surgery& surgery, Runner& runner, std::stop_token stop);

}  // namespace muster
