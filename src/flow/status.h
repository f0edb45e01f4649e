// muster status: what the repository tells about the inventory, the sources and the targets.
#pragma once
#include "flow/workspace.h"
#include "report/status.h"

namespace muster {

StatusReport status(const Workspace& workspace, const View& view);

}  // namespace muster
