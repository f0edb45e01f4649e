// muster report: the inventory as one page.
#include <array>
#include <ostream>

#include "cli/options.h"
#include "flow/compare/compare.h"
#include "flow/page/page.h"
#include "view/page/page.h"

namespace muster::cli {
namespace {

Comparison comparison_of(const Call& call, const Workspace& workspace, const View& view) {
  Wires& wires = call.app.wires;
  return compare_with_netbox(
      workspace, view, call.args.value("--target"), call.args.has("--allow-commands"),
      {wires.clock, wires.http, wires.runner, wires.progress}, call.app.stop);
}

Exit report(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  PageReport page = page_of(workspace, view);
  if (call.args.has("--compare")) page.comparison = comparison_of(call, workspace, view);
  if (call.args.has("--plan")) page.plan = read_plan_file(call.args.value("--plan"));
  const std::string text = call.json() ? page_json(page) : page_html(page);
  write_result(call, call.args.value("--output", "-"), text);
  show(call, trouble);
  return Exit::ok;
}

constexpr std::array<Flag, 5> flags{
    {{"--output", "FILE", "write the page there (also -o), not to standard output"},
     {"--plan", "FILE", "show this plan, too: what reconcile --plan --out wrote"},
     {"--compare", "", "ask NetBox, and show what it has otherwise: muster compare"},
     {"--target", "NAME", "with --compare: the NetBox of muster.yaml, where there are several"},
     ref_flag}};
constexpr std::array<std::string_view, 3> examples{
    "muster report -o report.html",
    "muster report --plan plan.json -o report.html   # of reconcile --plan --out plan.json",
    "muster report --ref muster/discover/berlin -o review.html"};
constexpr std::string_view details =
    "The page needs no server and no network: it opens from disk. Hosts are sorted, filtered and\n"
    "selected there, by the selectors of muster ls --where, too; what is decided is copied as a\n"
    "command or saved as decisions.json, for muster approve --from.";

}  // namespace

const Command report_command{
    "report", "",    "the inventory as one HTML page, to look at and decide", details, flags,
    examples, report};

}  // namespace muster::cli
