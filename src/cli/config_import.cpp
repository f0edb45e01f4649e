#include <array>
#include <ostream>

#include "cli/command.h"
#include "flow/backup/import.h"
#include "view/backup/backup.h"
#include "wire/lock.h"

namespace muster::cli {
namespace {

Exit run(const Call& call) {
  if (call.args.words.size() != 1) {
    throw Error("name the clone to import from", Exit::usage)
        .mend("git clone oxidized.git history && muster config import history");
  }
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  const Lock lock(workspace.repo.git_dir() + "/muster-backup.lock", "muster config import");
  const ConfigImportOptions options{call.args.words.front(), call.args.has("--dry-run"),
                                    call.args.has("--new-key"), call.args.has("--allow-commands")};
  const ConfigImportReport report =
      import_configs(workspace, options, call.app.wires, call.app.stop);
  call.app.out << (call.json() ? config_import_json(report) : config_import_text(report));
  return report.left_out.empty() ? Exit::ok : Exit::partial;
}

constexpr std::array<Flag, 2> flags{{
    {"--dry-run", "", "say what would be imported, and write nothing"},
    {"--new-key", "", "the key of the placeholders is a new one"},
}};
constexpr std::array<std::string_view, 2> examples{"muster config import ../oxidized --dry-run",
                                                   "muster config import ../rancid"};
constexpr std::string_view details =
    "Takes configurations that oxidized or RANCID kept in Git, with their history, from a clone "
    "of\n"
    "theirs: files that are called as a device, each revision redacted, at its time. Devices that\n"
    "have a configuration already are left out.";

}  // namespace

const Command config_import_command{
    "config import", "CLONE", "take over what oxidized or RANCID kept", details, flags,
    examples,        run};

}  // namespace muster::cli
