// Merging two commits in memory: no work tree, no index file, no ref.
#include <git2.h>

#include <algorithm>

#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

using IndexHandle = Handle<git_index, git_index_free>;
using ConflictsHandle = Handle<git_index_conflict_iterator, git_index_conflict_iterator_free>;

// Where a shallow clone ends before the two meet, a merge would take everything for a conflict.
void require_common_history(git_repository* repo, const ObjectId& ours, const ObjectId& theirs) {
  const git_oid one = oid_of(ours), two = oid_of(theirs);
  git_oid base;
  if (git_repository_is_shallow(repo) != 1) return;
  if (git_merge_base(&base, repo, &one, &two) == 0) return;
  throw Error("where " + ours.substr(0, 12) + " and " + theirs.substr(0, 12) +
              " part is not in this shallow clone")
      .mend("fetch the history: git fetch --unshallow");
}

std::vector<std::string> conflicts_of(git_index* index) {
  ConflictsHandle iterator;
  check(git_index_conflict_iterator_new(Out(iterator), index), "cannot list merge conflicts");
  std::vector<std::string> paths;
  const git_index_entry *ancestor = nullptr, *ours = nullptr, *theirs = nullptr;
  while (git_index_conflict_next(&ancestor, &ours, &theirs, iterator.get()) == 0) {
    const git_index_entry* any = ours != nullptr ? ours : theirs != nullptr ? theirs : ancestor;
    paths.emplace_back(any->path);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::optional<ObjectId> Repo::merge(const ObjectId& ours, const ObjectId& theirs,
                                    const std::string& message, const Signature& author, Time time,
                                    std::vector<std::string>& conflicts) {
  git_repository* repo = state_->repo;
  return state_->whole([&]() -> std::optional<ObjectId> {
    const CommitHandle left = find_commit(repo, ours);
    const CommitHandle right = find_commit(repo, theirs);
    require_common_history(repo, ours, theirs);
    IndexHandle index;
    check(git_merge_commits(Out(index), repo, left.get(), right.get(), nullptr), "cannot merge");
    if (git_index_has_conflicts(index.get()) != 0) {
      conflicts = conflicts_of(index.get());
      return std::nullopt;
    }
    git_oid tree;
    check(git_index_write_tree_to(&tree, index.get(), repo), "cannot write the merged tree");
    return store_commit(*state_, {hex(tree), {ours, theirs}, message, author, time});
  });
}

}  // namespace muster
