// What the change logs of targets have of one host, for its history.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "flow/history/history.h"
#include "target/target.h"

namespace muster {

struct ChangeLogOptions {
  std::vector<std::string> targets = {};  // by name; none: every NetBox
  bool allow_commands = false;
};

// Adds them to the history of a host, as far as they pass the filter, for which there are discover
// runs or people. Error where none of the targets is a NetBox.
void add_object_changes(const Workspace& workspace, const HistoryFilter& filter,
                        const ChangeLogOptions& options, History& history, ReadWires wires,
                        std::stop_token stop);

}  // namespace muster
