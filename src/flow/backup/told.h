// What devices said of themselves when they were last backed up, for discover.
#pragma once
#include "flow/known_hosts.h"
#include "flow/workspace.h"

namespace muster {

// Puts serial number and model into the hosts as discover knows them from before: where a source
// tells them its word counts, else these. What cannot be read is a warning in `notes`.
void add_backed_up(const Workspace& workspace, const BackupPolicy& policy, KnownHosts& known,
                   Runner& runner, Diagnostics& notes);

}  // namespace muster
