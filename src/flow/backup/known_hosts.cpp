#include "flow/backup/known_hosts.h"

#include <algorithm>

#include "core/text.h"
#include "flow/branch.h"

namespace muster {

bool propose_keys(Repo& repo, const std::vector<std::string>& lines, Time now) {
  const BranchTip tip = branch_tip(repo, known_hosts_branch, base_commit(repo), now);
  std::string text = repo.read_at(tip.parent, known_hosts_path).value_or("");
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  const auto there = split(text, '\n');
  size_t added = 0;
  for (const std::string& line : lines) {
    if (std::find(there.begin(), there.end(), line) != there.end()) continue;
    text += line + "\n";
    ++added;
  }
  if (added == 0) return false;
  const std::vector<FileChange> changes{{known_hosts_path, text}};
  require_clean(repo, known_hosts_branch, changes);
  const std::string message = repo.through_message_hook(
      "known_hosts: " + counted(added, "new host key") +
      "\n\nMerge it when somebody who knows the devices confirms their fingerprints.\n");
  const auto commit = repo.write_commit(tip.parent, changes, message, committer(repo), now);
  if (commit) land(repo, tip, *commit, "muster backup");
  return commit.has_value();
}

}  // namespace muster
