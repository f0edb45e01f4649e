#include "flow/branch.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "flow/merge/merge_inventory.h"
#include "flow/workspace.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

// The newer of two commits of one branch; Error when neither descends from the other.
std::optional<ObjectId> newer(const Repo& repo, const std::string& branch,
                              const std::optional<ObjectId>& local,
                              const std::optional<ObjectId>& remote) {
  if (!local || !remote) return local ? local : remote;
  if (repo.descends(*local, *remote)) return local;
  if (repo.descends(*remote, *local)) return remote;
  throw Error(fmt::format("branch {} has diverged from its remote branch", branch), Exit::invalid)
      .because("both have commits that the other lacks")
      .mend(fmt::format("git fetch && git switch {} && git merge @{{upstream}}", branch));
}

std::optional<ObjectId> remote_branch(const Repo& repo, const std::string& branch) {
  const auto remote = repo.remote();
  return remote ? repo.resolve(fmt::format("refs/remotes/{}/{}", *remote, branch)) : std::nullopt;
}

bool checked_out(const Repo& repo, const std::string& branch) {
  return repo.head() == Head::branch && repo.head_branch() == branch;
}

std::string require_remote(const Repo& repo) {
  if (auto remote = repo.remote()) return *remote;
  throw Error("the repository has no remote", Exit::invalid).mend("git remote add origin URL");
}

void merge_in(Repo& repo, BranchTip& tip, const ObjectId& theirs, const std::string& subject,
              Time now) {
  MergedInventory merged = merge_inventory(repo, tip.parent, theirs, subject, now);
  tip.parent = merged.commit;
  tip.settled = tip.settled || !merged.by_git;
  tip.told.add(std::move(merged.told));
}

// Of two tips of a review branch that parted because two machines discovered at once: theirs, where
// all that only we have was made by muster and can be made again; else ours with theirs merged in.
void join_parted(Repo& repo, BranchTip& tip, const ObjectId& theirs, Time now) {
  bool made_again = true;
  repo.walk(*tip.local, [&](const CommitSummary& commit) {
    if (repo.descends(theirs, commit.id)) return false;
    made_again = commit.trailers.contains("Muster-Run");
    return made_again;
  });
  tip.parent = made_again ? theirs : *tip.local;
  if (made_again) return;
  merge_in(repo, tip, theirs, fmt::format("Merge {} of the remote", tip.branch), now);
}

// Whether the branch has commits; tip.parent is then the last of them.
bool find_last(Repo& repo, BranchTip& tip, Time now) {
  const auto remote = remote_branch(repo, tip.branch);
  if (!tip.local && !remote) return false;
  const bool parted = tip.local && remote && !repo.descends(*tip.local, *remote) &&
                      !repo.descends(*remote, *tip.local);
  if (parted) {
    join_parted(repo, tip, *remote, now);
  } else {
    tip.parent = *newer(repo, tip.branch, tip.local, remote);
  }
  return true;
}

}  // namespace

ObjectId base_commit(const Repo& repo) {
  const ObjectId head = require_commit(repo, "HEAD");
  const std::string name = repo.default_branch();
  const auto remote = remote_branch(repo, name);
  if (checked_out(repo, name)) return remote && repo.descends(*remote, head) ? *remote : head;
  return newer(repo, name, repo.resolve("refs/heads/" + name), remote).value_or(head);
}

BranchTip branch_tip(Repo& repo, const std::string& branch, const ObjectId& base, Time now) {
  BranchTip tip{branch, repo.resolve("refs/heads/" + branch), base};
  if (!find_last(repo, tip, now) || repo.descends(base, tip.parent)) {
    tip.parent = base;
  } else if (!repo.descends(tip.parent, base)) {
    merge_in(repo, tip, base, fmt::format("Merge {} into {}", repo.default_branch(), branch), now);
  }
  return tip;
}

void require_clean(const Repo& repo, const std::string& branch,
                   const std::vector<FileChange>& changes) {
  if (!checked_out(repo, branch)) return;
  repo.require_index_unlocked();
  const auto dirty = repo.dirty("");
  const std::set<std::string> touched(dirty.begin(), dirty.end());
  for (const FileChange& change : changes) {
    if (!touched.contains(change.path)) continue;
    throw Error(fmt::format("{} has uncommitted changes", change.path), Exit::invalid)
        .because(
            fmt::format("branch {} is checked out and the commit would overwrite them", branch))
        .mend("commit or stash them, then run again");
  }
}

void land(Repo& repo, const BranchTip& tip, const ObjectId& commit, const std::string& why) {
  // The work tree first: when it refuses, nothing has moved.
  if (checked_out(repo, tip.branch)) repo.advance_worktree(tip.local, commit);
  repo.update_ref("refs/heads/" + tip.branch, tip.local, commit, why);
}

bool to_push(const Repo& repo, const std::string& branch) {
  const auto local = repo.resolve("refs/heads/" + branch);
  const auto remote = remote_branch(repo, branch);
  return local && (!remote || (*local != *remote && repo.descends(*local, *remote)));
}

std::string remote_address(const Repo& repo, Runner& runner) {
  const std::string remote = require_remote(repo);
  const Output said = git::ask(&runner, repo.root(), {{"remote", "get-url", remote}});
  if (said.code != 0) {
    throw Error(fmt::format("git remote get-url {} failed", remote)).because(git::reason_of(said));
  }
  return std::string(trim(said.out));
}

std::vector<std::string> branches_and_tags(const Repo& repo, Runner& runner) {
  const Output said = git::ask(
      &runner, repo.root(),
      {{"for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"}});
  return split(said.out, '\n');
}

void fetch(const Repo& repo, Runner& runner, const std::vector<std::string>& refspecs,
           std::stop_token stop) {
  const std::string remote = require_remote(repo);
  std::vector<std::string> words{"fetch", "--quiet", "--no-tags", remote};
  words.insert(words.end(), refspecs.begin(), refspecs.end());
  const Output output = git::ask(&runner, repo.root(), {words}, stop);
  if (output.code != 0) {
    throw Error(fmt::format("git fetch {} failed", remote)).because(git::reason_of(output));
  }
}

void push(const Repo& repo, Runner& runner, const std::vector<std::string>& refspecs,
          std::stop_token stop) {
  const std::string remote = require_remote(repo);
  std::vector<std::string> words{"push", "--quiet", "--atomic", remote};
  words.insert(words.end(), refspecs.begin(), refspecs.end());
  const Output output = git::ask(&runner, repo.root(), {words}, stop);
  if (output.code == 0) return;
  throw Error(fmt::format("git push {} failed", remote))
      .because(git::reason_of(output))
      .mend("see that this machine may push, git fetch, then run again: nothing is lost");
}

}  // namespace muster
