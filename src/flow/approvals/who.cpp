#include "flow/approvals/who.h"

#include <algorithm>

#include "core/text.h"
#include "wire/git/ask_git.h"

namespace muster {

const Approvers* approvers_of(const Policy& policy, const std::string& path) {
  const auto& all = policy.approvers;
  const auto last = std::find_if(all.rbegin(), all.rend(),
                                 [&](const Approvers& one) { return glob_match(one.path, path); });
  return last == all.rend() ? nullptr : &*last;
}

bool may_decide(const Approvers& who, const std::string& mail) {
  return std::any_of(who.people.begin(), who.people.end(),
                     [&](const std::string& one) { return glob_match(one, mail); });
}

// %G? is G for a good signature by a key that Git trusts, %GS names whose it is.
bool is_signed_by_author(const Workspace& workspace, const CommitSummary& commit) {
  const Output said =
      git::ask(&workspace.runner, workspace.root, {{"log", "-1", "--format=%G? %GS", commit.id}});
  const std::string mail = lower(commit.author.email);
  const std::string line = lower(std::string(trim(said.out)));
  return said.code == 0 && line.starts_with("g ") &&
         (line.substr(2) == mail || line.ends_with("<" + mail + ">"));
}

}  // namespace muster
