// muster backup: logs in to devices, captures their configurations whole, takes the secrets out and
// keeps what changed in Git. It reads; nothing is ever changed on a device.
#pragma once
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "report/backup.h"
#include "wire/wires.h"

namespace muster {

struct BackupOptions {
  std::string where;               // selector; "" = all
  std::vector<std::string> hosts;  // names or ids; empty: all
  std::vector<std::string> sites;
  std::string job;                      // its row of muster.yaml; "" none
  std::set<std::string> accept_shrink;  // names of devices
  bool dry_run = false;                 // capture, and write nothing
  bool push = false;
  bool offline = false;  // what is merged is judged by what is known here
  bool new_key = false;  // placeholders may all change
  bool allow_commands = false;
  std::string record, replay;  // folders of tapes
  std::optional<Time> until;   // no device is begun after that
};

// Error when nothing could be begun; what befalls a device is in the report.
BackupReport back_up(Workspace& workspace, const BackupOptions& options, Wires& wires,
                     std::stop_token stop);

}  // namespace muster
