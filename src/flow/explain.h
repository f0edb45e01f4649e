// muster explain: of each value in force, who decided it and what lost.
#pragma once
#include <string>

#include "flow/workspace.h"
#include "model/oui.h"
#include "report/explain.h"

namespace muster {

// `question`: a host by id, name or path, or one of its fields, "web1.approval". Error (exit 64)
// for what is not there. `vendors`: the folder of the IEEE registries.
HostExplanation explain(const Workspace& workspace, const View& view, const std::string& question,
                        const std::string& vendors = vendor_registries);

}  // namespace muster
