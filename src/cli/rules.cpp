// muster rules show and muster rules test.
#include "config/rules.h"

#include <array>
#include <ostream>

#include "cli/options.h"
#include "flow/rules.h"
#include "flow/workspace.h"
#include "view/rules.h"

namespace muster::cli {
namespace {

std::shared_ptr<const Rules> rules_in_force(const Call& call) {
  if (call.args.has("--defaults")) return shipped_rules();
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const Config config = load_config(workspace, commit_of(call, workspace), trouble);
  show(call, trouble);
  return config.rules;
}

Exit show_rules(const Call& call) {
  const auto rules = rules_in_force(call);
  if (call.json()) {
    call.app.out << rules_json(*rules);
  } else if (rules == shipped_rules()) {
    call.app.out << shipped_rules_text();
  } else {
    call.app.out << render(*rules);
  }
  return Exit::ok;
}

Exit test(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  const RulesReport report = test_rules(view);
  call.app.out << (call.json() ? rules_json(report) : rules_text(report, call.style()));
  show(call, trouble);
  const bool changes = !report.changes.empty();
  return changes && call.args.has("--detailed-exitcode") ? Exit::changes : Exit::ok;
}

constexpr std::array<Flag, 2> show_flags{
    {{"--defaults", "", "those that come with muster, as their file says it"}, ref_flag}};
constexpr std::array<Flag, 2> test_flags{
    {{"--detailed-exitcode", "", "exit 2 when the next discover would propose otherwise"},
     ref_flag}};
constexpr std::array<std::string_view, 2> show_examples{
    "muster rules show", "muster rules show --defaults > rules.yaml   # to begin with all of them"};
constexpr std::array<std::string_view, 3> test_examples{
    "muster rules test", "muster rules test --detailed-exitcode   # in a pipeline",
    "muster rules test --ref muster/discover/berlin --json"};
constexpr std::string_view test_details =
    "Of each rule: the hosts it decides, and those it fits. A rule that fits none is dead; one all "
    "of\nwhose hosts an earlier rule decides is shadowed. Then what the next discover would write.";

}  // namespace

const Command rules_show_command{
    "rules show",  "",        "the rules in force: rules.yaml, then muster's own", "", show_flags,
    show_examples, show_rules};
const Command rules_test_command{
    "rules test", "",         "what the rules make of the hosts of the inventory",
    test_details, test_flags, test_examples,
    test};

}  // namespace muster::cli
