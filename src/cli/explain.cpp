#include <array>
#include <ostream>

#include "cli/options.h"
#include "flow/explain.h"
#include "flow/workspace.h"
#include "view/explain.h"

namespace muster::cli {
namespace {

Exit run(const Call& call) {
  if (call.args.words.size() != 1) {
    throw Error("muster explain wants one host", Exit::usage)
        .mend("for example muster explain web1.approval");
  }
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  const HostExplanation host = explain(workspace, view, call.args.words.front());
  call.app.out << (call.json() ? explain_json(host) : explain_text(host));
  return Exit::ok;
}

constexpr std::array<Flag, 1> flags{{ref_flag}};
constexpr std::array<std::string_view, 3> examples{
    "muster explain web1", "muster explain 7k2m9qx4td.classification",
    "muster explain web1 --ref muster/discover/berlin --json"};

}  // namespace

const Command explain_command{
    "explain",
    "HOST[.FIELD]",
    "who decided what a host file says",
    "Of each value in force: the person, rule or sources that decided it, the line and the commit\n"
    "that wrote it, and the values that lost against it.",
    flags,
    examples,
    run};

}  // namespace muster::cli
