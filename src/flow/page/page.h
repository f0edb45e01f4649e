// muster report: all that one page tells of an inventory.
#pragma once
#include <string>

#include "flow/workspace.h"
#include "report/page/page.h"

namespace muster {

// Points into `view`.
PageReport page_of(const Workspace& workspace, const View& view);

// A plan that reconcile --out wrote. Error (exit 64) for any other file.
nlohmann::json read_plan_file(const std::string& path);

}  // namespace muster
