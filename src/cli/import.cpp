#include <array>
#include <ostream>

#include "cli/command.h"
#include "flow/import.h"
#include "view/import.h"

namespace muster::cli {
namespace {

Exit import_netbox(const Call& call) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Wires& wires = call.app.wires;
  const ImportOptions options{call.args.value("--target"), call.args.has("--dry-run"),
                              call.args.has("--allow-commands")};
  const ImportReport report = import_netbox_files(
      workspace, options, {wires.clock, wires.http, wires.runner, wires.progress}, call.app.stop);
  call.app.out << (call.json() ? import_json(report) : import_text(report));
  show(call, report.trouble);
  return report.trouble.has_errors() ? Exit::partial : Exit::ok;
}

constexpr std::array<Flag, 2> flags{{
    {"--target", "NAME", "the NetBox of muster.yaml, where there are several"},
    {"--dry-run", "", "say which files would be written"},
}};

constexpr std::array<std::string_view, 2> examples{"muster import netbox --dry-run",
                                                   "muster import netbox"};

constexpr std::string_view details =
    "Begins an inventory with what NetBox has: each device and VM at a site of muster.yaml, whose\n"
    "role one of the classifications gives, becomes a host file, approved and with adopt: true.\n"
    "Files that are there stay. NetBox is only read; the plan after it takes over what was\n"
    "imported and changes no field of it but the marks.";

}  // namespace

const Command import_netbox_command{"import netbox", "",    "begin with what NetBox documents",
                                    details,         flags, examples,
                                    import_netbox};

}  // namespace muster::cli
