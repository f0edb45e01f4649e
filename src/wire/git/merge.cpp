// Merging two commits in memory: no work tree, no index file, no ref.
#include <git2.h>

#include <algorithm>

#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

using IndexHandle = Handle<git_index, git_index_free>;
using SignatureHandle = Handle<git_signature, git_signature_free>;
using ConflictsHandle = Handle<git_index_conflict_iterator, git_index_conflict_iterator_free>;

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
  const CommitHandle left = find_commit(repo, ours);
  const CommitHandle right = find_commit(repo, theirs);
  IndexHandle index;
  check(git_merge_commits(Out(index), repo, left.get(), right.get(), nullptr), "cannot merge");
  if (git_index_has_conflicts(index.get()) != 0) {
    conflicts = conflicts_of(index.get());
    return std::nullopt;
  }
  git_oid tree_id;
  check(git_index_write_tree_to(&tree_id, index.get(), repo), "cannot write the merged tree");
  TreeHandle tree;
  check(git_tree_lookup(Out(tree), repo, &tree_id), "cannot read the merged tree");
  SignatureHandle signature;
  check(git_signature_new(Out(signature), author.name.c_str(), author.email.c_str(),
                          time.time_since_epoch().count(), 0),
        "cannot sign the merge");
  const git_commit* parents[] = {left.get(), right.get()};
  git_oid id;
  check(git_commit_create(&id, repo, nullptr, signature.get(), signature.get(), nullptr,
                          message.c_str(), tree.get(), 2, parents),
        "cannot write the merge commit");
  return hex(id);
}

}  // namespace muster
