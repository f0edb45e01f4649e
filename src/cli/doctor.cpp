#include <array>
#include <ostream>

#include "cli/command.h"
#include "cli/environment.h"
#include "flow/doctor/doctor.h"
#include "view/doctor/doctor.h"

namespace muster::cli {
namespace {

Exit run(const Call& call) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  const DoctorOptions options{call.args.value("--base"), call.args.has("--allow-commands"),
                              environment};
  const DoctorReport report = examine(workspace, options, call.app.wires, call.app.stop);
  call.app.out << (call.json() ? doctor_json(report) : doctor_text(report));
  return report.well() ? Exit::ok : Exit::partial;
}

constexpr std::array<Flag, 1> flags{{
    {"--base", "REF", "look at sources and targets as muster.yaml at REF has them"},
}};

constexpr std::array<std::string_view, 2> examples{"muster doctor", "muster doctor --json"};

constexpr std::string_view details =
    "Reaches every source, target and the forge, and tries each right without changing anything:\n"
    "what is missing is named, with what grants it. A sweep sends nothing; only its right to raw\n"
    "frames is tried. The exit code is 6 when something failed.";

}  // namespace

const Command doctor_command{"doctor", "",    "look whether everything is there and may be used",
                             details,  flags, examples,
                             run};

}  // namespace muster::cli
