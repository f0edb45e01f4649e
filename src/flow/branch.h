// Which commit discover goes on from, and how its commits reach a branch.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "wire/git/git.h"
#include "wire/program/run.h"

namespace muster {

// The commit that approved work stands on: the default branch, or HEAD where a pipeline has checked
// that out detached. Error (exit 3) when the repository has no commit.
ObjectId base_commit(const Repo& repo);

struct BranchTip {
  std::string branch;
  std::optional<ObjectId> local;  // where refs/heads/<branch> is now
  ObjectId parent;                // what the next commit goes on
  bool settled = false;           // parent merges what Git alone, and so a forge, could not
  Diagnostics told = {};          // where the merged sides decided otherwise
};

// A branch that is merged begins again from `base`; one that is not goes on, with `base` merged
// in (flow/merge), so that people's commits on it stand. Where local and remote branch parted, the
// remote one counts, and what people committed on the local one is merged in. Of what was decided
// on both sides that of `base`, or of the remote, stands.
BranchTip branch_tip(Repo& repo, const std::string& branch, const ObjectId& base, Time now);

// Moves the branch to `commit`, and the work tree with it when the branch is checked out.
void land(Repo& repo, const BranchTip& tip, const ObjectId& commit, const std::string& why);

// Error when landing on `branch` would touch a file of the work tree that has uncommitted changes.
void require_clean(const Repo& repo, const std::string& branch,
                   const std::vector<FileChange>& changes);

// Whether the local branch has commits that its remote branch lacks, and lacks none of its commits.
bool to_push(const Repo& repo, const std::string& branch);

// Where the remote is, as Git would reach it; it may hold a password. Error when there is none.
std::string remote_address(const Repo& repo, Runner& runner);

// As people name them: "main", "origin/main", "v1".
std::vector<std::string> branches_and_tags(const Repo& repo, Runner& runner);

// git fetch and git push by the git program, which has the credentials.
void fetch(const Repo& repo, Runner& runner, const std::vector<std::string>& refspecs,
           std::stop_token stop);
void push(const Repo& repo, Runner& runner, const std::vector<std::string>& refspecs,
          std::stop_token stop);

}  // namespace muster
