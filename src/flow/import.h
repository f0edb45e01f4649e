// muster import netbox: the devices and VMs of a NetBox become host files of the work tree.
#pragma once
#include <stop_token>
#include <string>

#include "flow/workspace.h"
#include "report/import.h"
#include "target/target.h"

namespace muster {

struct ImportOptions {
  std::string target;  // "" = the only NetBox of muster.yaml
  bool dry_run = false;
  bool allow_commands = false;
};

// The NetBox of that name, "" = the only one. Error where there is none, or several.
const TargetConfig& choose_netbox(const Config& config, const std::string& wanted);

// Host files that are there stay as they are.
ImportReport import_netbox_files(Workspace& workspace, const ImportOptions& options,
                                 ReadWires wires, std::stop_token stop);

}  // namespace muster
