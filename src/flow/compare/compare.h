// muster compare: the inventory and a NetBox side by side. Both are only read.
#pragma once
#include <stop_token>
#include <string>

#include "flow/workspace.h"
#include "report/compare/compare.h"
#include "target/target.h"

namespace muster {

// Every present host that is not rejected is compared as what it would become, approved or not.
// `target`: a NetBox of muster.yaml, "" = the only one.
Comparison compare_with_netbox(const Workspace& workspace, const View& view,
                               const std::string& target, bool allow_commands, ReadWires wires,
                               std::stop_token stop);

}  // namespace muster
