// muster review: many hosts in the editor, or one after another.
#include "flow/bulk/review.h"

#include <array>
#include <ostream>

#include "cli/options.h"
#include "flow/bulk/review_keys.h"
#include "view/decision.h"

namespace muster::cli {
namespace {

Exit run(const Call& call) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Decision decision = decision_options(call.args);
  read_listed(call, workspace, decision.choice);
  decision.subject = "review";
  decision.what = "what was reviewed";
  Wires& wires = call.app.wires;
  DecisionReport report;
  if (call.args.has("--interactive")) {
    if (call.app.in == nullptr) {
      throw Error("--interactive wants a terminal", Exit::usage)
          .mend("muster review opens the editor instead");
    }
    LineReplies lines(*call.app.in);
    Replies& answers = call.app.keys != nullptr ? *call.app.keys : lines;
    report = review_by_keys(workspace, std::move(decision), {answers, call.app.err}, wires.runner,
                            call.app.stop);
  } else {
    report = review_hosts(workspace, std::move(decision), editor_of(workspace, wires.runner),
                          wires.runner, call.app.stop);
  }
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

constexpr std::array<Flag, 9> flags{
    {{"--interactive", "", "one host after another, by single keys (also -i)"},
     where_flag,
     stdin_flag,
     from_flag,
     expect_flag,
     dry_run_flag,
     commit_flag,
     push_flag,
     reason_flag}};
constexpr std::array<std::string_view, 4> examples{
    "muster review", "muster review --where 'site = berlin and name = \"\"' --commit",
    "EDITOR='code --wait' muster review web1 web2", "muster review -i --where 'attention ~ \"*\"'"};
constexpr std::string_view details =
    "Opens the editor that git would take, with a line a host: approval, classification, name and\n"
    "tags. Change, sort and delete lines as you like; those that are deleted stay as they are. A\n"
    "mistake brings the text back with the mistake above its line. Without words and --where all\n"
    "hosts that are pending.\n"
    "HOST is a name, an id, a MAC, an address or a path; selectors: muster help approve.";

}  // namespace

const Command review_command{
    "review", "[HOST]…", "decide on many hosts in your editor", details, flags, examples, run};

}  // namespace muster::cli
