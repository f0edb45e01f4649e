// What may be applied: a commit that people have merged.
#pragma once
#include <stop_token>

#include "flow/workspace.h"

namespace muster {

// Error (exit 4) unless the branch that people merge into contains `commit`. That branch is the
// remote's HEAD, or the policy.branch that muster.yaml names there, never the word of `commit`
// itself; without a remote it is the default branch here. `fetching` asks the remote first, and
// what fails then is an error (exit 1).
void require_merged(const Workspace& workspace, const ObjectId& commit, bool fetching,
                    Runner& runner, std::stop_token stop);

}  // namespace muster
