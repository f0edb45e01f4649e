// muster where: the way of a host through the switches.
#include <array>
#include <ostream>

#include "cli/options.h"
#include "flow/where.h"
#include "flow/workspace.h"
#include "view/where.h"

namespace muster::cli {
namespace {

Exit where(const Call& call) {
  if (call.args.words.size() != 1) {
    throw Error("muster where wants one MAC, address or name", Exit::usage)
        .mend("for example muster where 00:11:32:a1:b2:01");
  }
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  const std::string& question = call.args.words.front();
  const FoundRoutes found =
      view.commit ? FoundRoutes{"", nullptr, find_routes(view.inventory, view.config, question)}
                  : find_routes(workspace, view, question);
  call.app.out << (call.json() ? where_json(found.routes, question, found.branch)
                               : where_text(found.routes));
  if (!found.branch.empty()) {
    trouble.add(Error("this waits for a merge on " + found.branch).as(Severity::note));
  }
  show(call, trouble);
  return Exit::ok;
}

constexpr std::array<Flag, 1> flags{{ref_flag}};
constexpr std::array<std::string_view, 3> examples{
    "muster where 00:11:32:a1:b2:01", "muster where 10.20.8.31 --ref muster/discover/berlin",
    "muster where ws-berlin-01 --json"};
constexpr std::string_view details =
    "Each step says how sure it is: certain, likely, behind (something between is not polled) or\n"
    "unknown (the switch did not tell the port), why, and which other ports could be meant.";

}  // namespace

const Command where_command{
    "where", "MAC|IP|NAME", "where a host is plugged in, and why", details, flags, examples, where};

}  // namespace muster::cli
