// What was typed as the options of the flows. Error (exit 64) for what cannot be meant, before
// anything is read.
#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "cli/command.h"
#include "flow/bulk/decide.h"
#include "flow/bulk/decisions.h"
#include "flow/bulk/surgery.h"
#include "flow/discover.h"
#include "flow/reconcile_plan.h"

namespace muster::cli {

DiscoverOptions discover_options(const Args& args);

// How hosts are chosen, by every command that takes many of them.
inline constexpr Flag where_flag{"--where", "SELECTOR",
                                 "hosts that fit: field op value, joined by and, or, not and ()"};
inline constexpr Flag stdin_flag{"--stdin", "",
                                 "hosts from standard input, the first word of each line"};
inline constexpr Flag from_flag{"--from", "FILE", "hosts that a decisions.json names"};
inline constexpr Flag expect_flag{"--expect", "N", "do nothing unless exactly N hosts are chosen"};

// And how what is decided of them reaches Git.
inline constexpr Flag yes_flag{"--yes", "", "more than 1,000 hosts are meant"};
inline constexpr Flag dry_run_flag{"--dry-run", "", "say which files would change"};
inline constexpr Flag commit_flag{"--commit", "", "commit the edits on the current branch"};
inline constexpr Flag push_flag{"--push", "", "commit, and push the branch"};
inline constexpr Flag reason_flag{"--reason", "TEXT",
                                  "with --commit: kept as the trailer Muster-Reason"};
inline constexpr std::array<Flag, 9> deciding_flags{{where_flag, stdin_flag, from_flag, expect_flag,
                                                     yes_flag, dry_run_flag, commit_flag, push_flag,
                                                     reason_flag}};
// And one more.
template <size_t N>
constexpr std::array<Flag, N + 1> with_flag(const std::array<Flag, N>& flags, const Flag& more) {
  std::array<Flag, N + 1> out;
  std::copy(flags.begin(), flags.end(), out.begin());
  out[N] = more;
  return out;
}

// Of `details`: what a selector may ask.
inline constexpr std::string_view selector_details =
    "HOST is a name, an id, a MAC, an address or a path from where you stand. Of a selector:\n"
    "fields: alias approval attention class confidence first_seen guest id ip mac model name "
    "names\n"
    "path platform port proposed role rule site slug source state subnet switch tag vendor vlan\n"
    "vlan_count. Ops: = != ~ (glob, or a list of them) =~ (regex) in (CIDR or list) < > has.";

inline constexpr Flag as_rule_flag{
    "--as-rule", "NAME", "a rule of that name in rules.yaml instead, for hosts to come as well"};

// The words are hosts. What standard input or --from lists is read by read_listed().
HostChoice choice_options(const Args& args);
void read_listed(const Call& call, const Workspace& workspace, HostChoice& choice);

// Of all that decides; the words are hosts, and the caller says what is decided.
Decision decision_options(const Args& args);
Surgery surgery_options(const Args& args);

// With --as-rule: the rule is written, and nothing else; needs --where and no words.
Exit add_rule_of(const Call& call, const std::string& classification, const std::string& approval);

// What the file given by --from says; empty without one. The second makes it the decision's, with
// `otherwise` of hosts of which it says nothing of that key, and of those that it does not name.
std::vector<HostDecision> decisions_of(const Args& args);
void settle_by_file(const Args& args, const std::vector<Setting>& otherwise, Decision& decision);

ReconcileOptions reconcile_options(const Args& args);
const std::vector<std::string>& rail_names();  // that --allow lifts
// The commit to look at instead of the work tree; Error (exit 64) when REV names none.
inline constexpr Flag ref_flag{"--ref", "REV", "look at this commit instead of the work tree"};
std::optional<ObjectId> commit_of(const Call& call, const Workspace& workspace);

// Into the file that an option named; "-" is standard output.
void write_result(const Call& call, const std::string& file, std::string_view text);

std::string plan_format(const Args& args);  // "text", "json" or "markdown"

}  // namespace muster::cli
