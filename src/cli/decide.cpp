#include <fmt/core.h>

#include <array>
#include <ostream>

#include "cli/options.h"
#include "core/text.h"
#include "view/decision.h"

namespace muster::cli {
namespace {

Exit run(const Call& call, Workspace& workspace, const Decision& decision) {
  const DecisionReport report = decide(workspace, decision);
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

Exit set(const Call& call, const std::string& key, const std::string& value,
         const std::string& subject, const std::string& undoes = "") {
  Decision decision = decision_options(call.args);
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  decision.key = key;
  decision.value = value;
  decision.subject = subject;
  decision.undoes = undoes;
  return run(call, workspace, decision);
}

Exit approve(const Call& call) { return set(call, "approval", "approved", "approve"); }
Exit reject(const Call& call) { return set(call, "approval", "rejected", "reject"); }
Exit adopt(const Call& call) { return set(call, "adopt", "true", "adopt", "release"); }
Exit release(const Call& call) { return set(call, "release", "true", "release", "adopt"); }

Exit classify_hosts(const Call& call) {
  if (call.args.words.empty()) {
    throw Error("name the classification", Exit::usage)
        .mend("for example muster classify printer --where 'vendor ~ \"HP*\"'");
  }
  Decision decision = decision_options(call.args);
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const Config config = load_config(workspace, std::nullopt, trouble);
  decision.key = "classification";
  decision.value = decision.hosts.front();
  decision.subject = "classify " + decision.value;
  decision.hosts.erase(decision.hosts.begin());
  if (config.classification(decision.value) == nullptr) {
    std::vector<std::string> names;
    for (const auto& [name, unused] : config.classifications) names.push_back(name);
    throw Error(fmt::format("classification \"{}\" is not in muster.yaml", clean(decision.value)),
                Exit::usage)
        .mend(suggestion(decision.value, names));
  }
  return run(call, workspace, decision);
}

constexpr std::array<Flag, 6> flags{{
    {"--where", "SELECTOR", "hosts that fit: field op value, joined by and, or, not and ()"},
    {"--expect", "N", "write nothing unless exactly N hosts are chosen"},
    {"--yes", "", "more than 1,000 hosts are meant"},
    {"--dry-run", "", "say which files would change"},
    {"--commit", "", "commit the edits on the current branch"},
    {"--reason", "TEXT", "with --commit: kept as the trailer Muster-Reason"},
}};

constexpr std::array<std::string_view, 2> adopt_examples{
    "muster adopt nas-berlin", "muster adopt --where 'site = berlin and class = printer' --commit"};
constexpr std::array<std::string_view, 2> release_examples{
    "muster release nas-berlin", "muster release --where 'class = printer' --commit"};
constexpr std::array<std::string_view, 3> approve_examples{
    "muster approve web1", "muster approve --where 'site = berlin and class = server' --dry-run",
    "muster approve --where 'subnet in 10.20.4.0/24' --expect 12 --commit"};
constexpr std::array<std::string_view, 2> reject_examples{
    "muster reject 7k2m9qx4td", "muster reject --where 'vendor ~ \"Espressif*\"' --commit"};
constexpr std::array<std::string_view, 2> classify_examples{
    "muster classify printer hp-4711", "muster classify ignore --where 'class = phone' --commit"};

constexpr std::string_view details =
    "Edits that one line of each chosen host file and nothing else.\n"
    "Fields: alias approval attention class confidence first_seen guest id ip mac model name "
    "names\n"
    "path platform port proposed role rule site slug source state subnet switch tag vendor vlan\n"
    "vlan_count. Ops: = != ~ (glob, or a list of them) =~ (regex) in (CIDR or list) < > has.";

}  // namespace

const Command adopt_command{
    "adopt", "[HOST]…", "take over what NetBox has of hosts, at the next reconcile",
    details, flags,     adopt_examples,
    adopt};
const Command release_command{
    "release", "[HOST]…", "leave what NetBox has of hosts to people, with no mark of muster's",
    details,   flags,     release_examples,
    release};
const Command approve_command{"approve", "[HOST]…", "approve hosts: reconcile may write them",
                              details,   flags,     approve_examples,
                              approve};
const Command reject_command{"reject", "[HOST]…", "reject hosts: remembered, never written",
                             details,  flags,     reject_examples,
                             reject};
const Command classify_command{"classify", "CLASS [HOST]…",   "say what hosts are", details,
                               flags,      classify_examples, classify_hosts};

}  // namespace muster::cli
