// muster merge, split, mv and prune: which hosts there are.
#include <fmt/core.h>

#include <array>
#include <functional>
#include <ostream>

#include "cli/options.h"
#include "core/text.h"
#include "view/decision.h"

namespace muster::cli {
namespace {

using Operate = std::function<DecisionReport(Workspace& workspace, const Surgery& surgery)>;

Exit run(const Call& call, Surgery surgery, const Operate& operate) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  read_listed(call, workspace, surgery.choice);
  const DecisionReport report = operate(workspace, surgery);
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

Exit merge(const Call& call) {
  Surgery surgery = surgery_options(call.args);
  auto& words = surgery.choice.words;
  const std::string keep = words.empty() ? "" : words.front();
  if (!words.empty()) words.erase(words.begin());
  const bool others =
      !surgery.choice.empty() || call.args.has("--stdin") || call.args.has("--from");
  if (!others) {
    throw Error("name the host that stays and those that are the same", Exit::usage)
        .mend("for example muster merge web1 7k2m9qx4td");
  }
  return run(call, std::move(surgery), [&](Workspace& workspace, const Surgery& one) {
    return merge_hosts(workspace, keep, one, call.app.wires.runner, call.app.stop);
  });
}

Exit split(const Call& call) {
  const auto macs = call.args.values("--mac");
  if (call.args.words.size() != 1 || macs.empty()) {
    throw Error("name one host, and the MACs that are another one's", Exit::usage)
        .mend("for example muster split web1 --mac bc:24:11:aa:bb:cc");
  }
  return run(call, surgery_options(call.args), [&](Workspace& workspace, const Surgery& one) {
    return split_host(workspace, call.args.words.front(), macs, one, call.app.wires.runner,
                      call.app.stop);
  });
}

Exit move(const Call& call) {
  Surgery surgery = surgery_options(call.args);
  const bool chosen =
      !surgery.choice.empty() || call.args.has("--stdin") || call.args.has("--from");
  if (!chosen) {
    throw Error("name hosts, or choose them with --where", Exit::usage)
        .mend("for example muster mv --where 'site = berlin'");
  }
  return run(call, std::move(surgery), [&](Workspace& workspace, const Surgery& one) {
    return move_files(workspace, one, call.app.wires.runner, call.app.stop);
  });
}

Exit prune(const Call& call) {
  const std::string gone = call.args.value("--gone", "30d");
  const auto time = parse_duration_ms(gone);
  if (!time) {
    throw Error(fmt::format("--gone \"{}\" is no time", clean(gone)), Exit::usage)
        .mend("write 30d");
  }
  const auto days = std::chrono::duration_cast<std::chrono::days>(Milliseconds(*time));
  const Day today = std::chrono::floor<std::chrono::days>(call.app.wires.clock.now());
  return run(call, surgery_options(call.args), [&](Workspace& workspace, const Surgery& one) {
    return prune_files(workspace, days, today, one, call.app.wires.runner, call.app.stop);
  });
}

constexpr std::array<Flag, 6> split_flags{
    {{"--mac", "MAC", "of an interface of the other host", true},
     dry_run_flag,
     commit_flag,
     push_flag,
     reason_flag,
     yes_flag}};
constexpr std::array<Flag, 10> prune_flags{
    {{"--gone", "TIME", "last seen as long ago, or longer (default 30d)"},
     where_flag,
     stdin_flag,
     from_flag,
     expect_flag,
     yes_flag,
     dry_run_flag,
     commit_flag,
     push_flag,
     reason_flag}};

constexpr std::array<std::string_view, 2> merge_examples{
    "muster merge web1 7k2m9qx4td --dry-run",
    "muster merge nas --where 'attention ~ \"duplicate-of:*\" and name = nas' --commit"};
constexpr std::array<std::string_view, 2> split_examples{
    "muster split web1 --mac bc:24:11:aa:bb:cc",
    "muster split 7k2m9qx4td --mac bc:24:11:aa:bb:cc "
    "--mac bc:24:11:aa:bb:cd --commit"};
constexpr std::array<std::string_view, 2> mv_examples{"muster mv web1",
                                                      "muster mv --where 'site = paris' --commit"};
constexpr std::array<std::string_view, 2> prune_examples{
    "muster prune --dry-run", "muster prune --gone 90d --where 'class = phone' --commit"};

constexpr std::string_view merge_details =
    "KEEP gets the identities, interfaces and names of the others, and their names, tags, aliases\n"
    "and notes of people where it has none; their files go. The next discover takes all for one\n"
    "host. git revert undoes it.";
constexpr std::string_view split_details =
    "The interfaces with these MACs, and the identities of those, become a pending host of its "
    "own.\n"
    "Where a device itself tells both to be one, the next discover joins them again.";
constexpr std::string_view mv_details =
    "Each file gets the path that its site and its name give now: hosts/SITE/NAME--ID.yaml. "
    "Nothing\n"
    "else changes, because a host is known by its id.";
constexpr std::string_view prune_details =
    "Only hosts that are gone, and were last seen long enough ago; of protected ones none. Hosts\n"
    "that come back later come back as new. Without words all are looked at.";

}  // namespace

const Command merge_command{"merge",       "KEEP [HOST]…", "two or more host files are one host",
                            merge_details, deciding_flags, merge_examples,
                            merge};
const Command split_command{"split",       "HOST",      "one host file is two hosts",
                            split_details, split_flags, split_examples,
                            split};
const Command mv_command{
    "mv",       "[HOST]…",      "give host files the path of their present name",
    mv_details, deciding_flags, mv_examples,
    move};
const Command prune_command{
    "prune",       "[HOST]…",   "remove the files of hosts that are long gone",
    prune_details, prune_flags, prune_examples,
    prune};

}  // namespace muster::cli
