// Host keys of devices that are new, proposed for review: never taken by themselves.
#pragma once
#include <string>
#include <vector>

#include "flow/workspace.h"

namespace muster {

inline constexpr const char* known_hosts_path = "known_hosts";
inline constexpr const char* known_hosts_branch = "muster/known-hosts";

// A commit on muster/known-hosts that adds the lines to the known_hosts of the default branch;
// false when the branch has them all.
bool propose_keys(Repo& repo, const std::vector<std::string>& lines, Time now);

}  // namespace muster
