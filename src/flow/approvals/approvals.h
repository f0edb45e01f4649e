// Who decided what a branch brings: policy.approvers, signed_decisions and four_eyes.
#pragma once
#include "flow/workspace.h"

namespace muster {

// What `head` has otherwise than where it left `base`, by the policy and the rules of `base`. What
// may not be so is an error in `trouble`, one for each commit and reason; blocks of discover that
// were edited by hand are warnings.
void check_approvals(const Workspace& workspace, const ObjectId& base, const ObjectId& head,
                     Diagnostics& trouble);

}  // namespace muster
