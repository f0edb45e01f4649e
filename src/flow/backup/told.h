// What devices said of themselves when they were last backed up, for discover.
#pragma once
#include <span>

#include "flow/workspace.h"
#include "model/host.h"

namespace muster {

// Puts serial number and model into the hosts as discover knows them from before: where a source
// tells them its word counts, else these. What cannot be read is a warning in `notes`.
void add_backed_up(const Workspace& workspace, const BackupPolicy& policy, std::span<Host> known,
                   Runner& runner, Diagnostics& notes);

}  // namespace muster
