#include "version.h"

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/command.h"
#include "core/json.h"

namespace muster::cli {
namespace {

Exit run(const Call& call) {
  if (call.json()) {
    call.app.out << render_json({{"format_version", 1}, {"version", MUSTER_VERSION}});
  } else {
    call.app.out << "muster " MUSTER_VERSION "\n";
  }
  return Exit::ok;
}

constexpr std::array<std::string_view, 2> examples{"muster --version", "muster version --json"};

}  // namespace

const Command version_command{"version", "", "print the version", "", {}, examples, run};

}  // namespace muster::cli
