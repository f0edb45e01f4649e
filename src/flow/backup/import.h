// muster config import: what oxidized or RANCID kept in Git, with its history, redacted.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "report/backup.h"
#include "wire/wires.h"

namespace muster {

struct ConfigImportOptions {
  std::string source;  // a clone of their repository
  bool dry_run = false;
  bool new_key = false;
  bool allow_commands = false;
};

// Files whose name is that of a device become its configuration: one commit for each of theirs that
// changed one, by its author and at its time. What has a configuration already, and a revision that
// may hold a secret still, is left out and told.
ConfigImportReport import_configs(Workspace& workspace, const ConfigImportOptions& options,
                                  Wires& wires, std::stop_token stop);

}  // namespace muster
