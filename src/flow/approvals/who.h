// Who may decide about a file, and whether a commit is theirs.
#pragma once
#include <string>

#include "flow/workspace.h"

namespace muster {

// Those of the last path of policy.approvers that fits; null where nobody is named.
const Approvers* approvers_of(const Policy& policy, const std::string& path);
bool may_decide(const Approvers& who, const std::string& mail);
// Whether Git trusts the commit's signature to be its author's.
bool is_signed_by_author(const Workspace& workspace, const CommitSummary& commit);

}  // namespace muster
