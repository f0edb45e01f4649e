// How edits of people reach the work tree, and from there a commit and the remote.
#pragma once
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"

namespace muster {

struct Landing {
  bool dry_run = false;
  bool commit = false;
  bool push = false;    // the commit, to the branch of the same name
  std::string message;  // of the commit
};

struct Landed {
  std::optional<ObjectId> commit;
  std::string pushed;  // "origin/main"
};

// Writes, makes and removes the files that `changes` name. Nothing is written when a file is not
// checked out here or, with `commit`, has uncommitted changes; what was written goes back when the
// commit is refused.
Landed write_edits(Workspace& workspace, const std::vector<FileChange>& changes,
                   const Landing& landing, Runner& runner, std::stop_token stop);

// The trailers of a commit of people's: what chose the hosts, how many they were, and why.
std::string decision_message(const std::string& subject, size_t count,
                             const std::optional<std::string>& where, const std::string& reason);

}  // namespace muster
