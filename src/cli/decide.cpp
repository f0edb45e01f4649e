// The commands that set one value of each chosen host.
#include <fmt/core.h>

#include <array>
#include <ostream>

#include "cli/options.h"
#include "core/text.h"
#include "view/decision.h"

namespace muster::cli {
namespace {

Exit run(const Call& call, Decision decision) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  read_listed(call, workspace, decision.choice);
  const DecisionReport report = decide(workspace, decision, call.app.wires.runner, call.app.stop);
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

Exit run(const Call& call, Decision decision, std::vector<Setting> settings) {
  decision.settings = always(std::move(settings));
  return run(call, std::move(decision));
}

Decision approval_options(const Call& call, const std::string& approval,
                          const std::string& subject) {
  Decision decision = decision_options(call.args);
  decision.subject = subject;
  decision.what = "approval: " + approval;
  return decision;
}

// A file of decisions that says otherwise is not overruled by the name of the command.
Exit set_approval(const Call& call, const std::string& approval, const std::string& subject) {
  for (const HostDecision& one : decisions_of(call.args)) {
    for (const Setting& setting : one.settings) {
      if (setting.key != "approval" || setting.value == approval) continue;
      throw Error(fmt::format("{} says {} of host {}", clean(call.args.value("--from")),
                              clean(setting.value), clean(one.id)),
                  Exit::usage)
          .mend("write what it says with muster approve --from");
    }
  }
  return run(call, approval_options(call, approval, subject), {{"approval", approval}});
}

// With a file of decisions: what that says of each host, and of which it says nothing, approved.
Exit approve(const Call& call) {
  if (call.args.has("--as-rule")) return add_rule_of(call, "", "approved");
  Decision decision = approval_options(call, "approved", "approve");
  if (call.args.has("--from")) {
    decision.what = "what " + clean(call.args.value("--from")) + " says";
    decision.subject = "decide";
    decision.checked = true;
  }
  settle_by_file(call.args, {{"approval", "approved"}}, decision);
  return run(call, std::move(decision));
}

Exit reject(const Call& call) {
  if (call.args.has("--as-rule")) return add_rule_of(call, "", "rejected");
  return set_approval(call, "rejected", "reject");
}
Exit reset(const Call& call) { return set_approval(call, "pending", "reset"); }

// One of two flags that exclude each other.
Exit set_flag(const Call& call, const std::string& flag, const std::string& undone) {
  Decision decision = decision_options(call.args);
  decision.subject = flag;
  decision.what = flag + ": true";
  return run(call, std::move(decision), {{flag, "true"}, {undone, "false"}});
}

Exit adopt(const Call& call) { return set_flag(call, "adopt", "release"); }
Exit release(const Call& call) { return set_flag(call, "release", "adopt"); }

Exit classify_hosts(const Call& call) {
  if (call.args.words.empty()) {
    throw Error("name the classification", Exit::usage)
        .mend("for example muster classify printer --where 'vendor ~ \"HP*\"'");
  }
  Decision decision = decision_options(call.args);
  const std::string wanted = decision.choice.words.front();
  decision.choice.words.erase(decision.choice.words.begin());
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const Config config = load_config(workspace, std::nullopt, trouble);
  decision.subject = "classify " + wanted;
  decision.what = "classification: " + wanted;
  if (config.classification(wanted) == nullptr) {
    std::vector<std::string> names;
    for (const auto& [name, unused] : config.classifications) names.push_back(name);
    throw Error(fmt::format("classification \"{}\" is not in muster.yaml", clean(wanted)),
                Exit::usage)
        .mend(suggestion(wanted, names));
  }
  if (call.args.has("--as-rule")) return add_rule_of(call, wanted, "");
  return run(call, std::move(decision), {{"classification", wanted}});
}

constexpr auto ruling_flags = with_flag(deciding_flags, as_rule_flag);
constexpr std::array<std::string_view, 2> adopt_examples{
    "muster adopt nas-berlin", "muster adopt --where 'site = berlin and class = printer' --commit"};
constexpr std::array<std::string_view, 2> release_examples{
    "muster release nas-berlin", "muster release --where 'class = printer' --commit"};
constexpr std::array<std::string_view, 4> approve_examples{
    "muster approve web1 10.20.4.17 hosts/berlin/web2--7k2m9qx4td.yaml",
    "muster approve --where 'site = berlin and class = server' --dry-run",
    "muster approve --where 'subnet in 10.20.4.0/24' --expect 12 --commit",
    "muster approve --from decisions.json --push"};
constexpr std::array<std::string_view, 2> reject_examples{
    "muster reject 7k2m9qx4td", "muster reject --where 'vendor ~ \"Espressif*\"' --commit"};
constexpr std::array<std::string_view, 2> reset_examples{
    "muster reset web1", "muster reset --where 'approval = rejected' --commit"};
constexpr std::array<std::string_view, 3> classify_examples{
    "muster classify printer hp-4711",
    "muster classify printer --where 'vendor ~ \"HP*\"' --as-rule hp-printers",
    "muster classify ignore --where 'class = phone' --commit"};

}  // namespace

const Command adopt_command{"adopt",
                            "[HOST]…",
                            "take over what NetBox has of hosts, at the next reconcile",
                            selector_details,
                            deciding_flags,
                            adopt_examples,
                            adopt};
const Command release_command{"release",
                              "[HOST]…",
                              "leave what NetBox has of hosts to people, with no mark of muster's",
                              selector_details,
                              deciding_flags,
                              release_examples,
                              release};
const Command approve_command{
    "approve",        "[HOST]…",    "approve hosts: reconcile may write them",
    selector_details, ruling_flags, approve_examples,
    approve};
const Command reject_command{"reject",
                             "[HOST]…",
                             "reject hosts: remembered, never written",
                             selector_details,
                             ruling_flags,
                             reject_examples,
                             reject};
const Command reset_command{"reset",
                            "[HOST]…",
                            "take a decision back: hosts are pending again",
                            selector_details,
                            deciding_flags,
                            reset_examples,
                            reset};
const Command classify_command{"classify",       "CLASS [HOST]…", "say what hosts are",
                               selector_details, ruling_flags,    classify_examples,
                               classify_hosts};

}  // namespace muster::cli
