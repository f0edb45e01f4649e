// muster compare: the inventory and a NetBox side by side.
#include <array>
#include <ostream>

#include "cli/options.h"
#include "flow/compare/compare.h"
#include "view/compare/compare.h"

namespace muster::cli {
namespace {

Exit compare(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  require_valid(trouble);
  Wires& wires = call.app.wires;
  const Comparison comparison = compare_with_netbox(
      workspace, view, call.args.value("--target"), call.args.has("--allow-commands"),
      {wires.clock, wires.http, wires.runner, wires.progress}, call.app.stop);
  call.app.out << (call.json() ? comparison_json(comparison)
                               : comparison_text(comparison, call.style()));
  show(call, trouble);
  return comparison.differs() ? Exit::changes : Exit::ok;
}

constexpr std::array<Flag, 2> flags{
    {{"--target", "NAME", "the NetBox of muster.yaml, where there are several"}, ref_flag}};
constexpr std::array<std::string_view, 3> examples{"muster compare",
                                                   "muster compare --ref muster/discover/berlin",
                                                   "muster compare --json   # for programs"};
constexpr std::string_view details =
    "Every present host that is not rejected, approved or not, is compared with what NetBox has:\n"
    "devices, VMs, their interfaces, MACs and addresses. NetBox is only read. Only there are\n"
    "devices and VMs at sites of muster.yaml, and addresses in the networks of those. Exit code\n"
    "2: there is a difference.";

}  // namespace

const Command compare_command{
    "compare", "", "the inventory and NetBox side by side", details, flags, examples, compare};

}  // namespace muster::cli
