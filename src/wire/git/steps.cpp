// What the commits between two did.
#include <git2.h>

#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

std::vector<ObjectId> parents_of(git_commit* commit) {
  std::vector<ObjectId> out;
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i) {
    out.push_back(hex(*git_commit_parent_id(commit, i)));
  }
  return out;
}

std::vector<TreeFile> files_of(git_repository* repo, const CommitStep& step,
                               const std::vector<std::string>& under) {
  const TreeHandle now = tree_of(repo, step.commit.id);
  const TreeHandle before =
      step.parents.empty() ? TreeHandle() : tree_of(repo, step.parents.front());
  std::vector<char*> paths;
  for (const std::string& path : under) paths.push_back(const_cast<char*>(path.c_str()));
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH;
  options.pathspec = {paths.data(), paths.size()};
  Handle<git_diff, git_diff_free> diff;
  check(git_diff_tree_to_tree(Out(diff), repo, before.get(), now.get(), &options),
        "cannot compare two commits");
  std::vector<TreeFile> out;
  for (size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff.get(), i);
    const bool removed = delta->status == GIT_DELTA_DELETED;
    out.push_back({delta->new_file.path, removed ? "" : hex(delta->new_file.id),
                   delta->new_file.mode == GIT_FILEMODE_LINK});
  }
  return out;
}

}  // namespace

std::vector<CommitStep> Repo::steps(const ObjectId& base, const ObjectId& tip,
                                    const std::vector<std::string>& under, bool straight) const {
  git_repository* repo = state_->repo;
  Handle<git_revwalk, git_revwalk_free> walk;
  check(git_revwalk_new(Out(walk), repo), "cannot walk the history");
  git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL);
  if (straight) git_revwalk_simplify_first_parent(walk.get());
  const git_oid from = oid_of(tip), until = oid_of(base);
  check(git_revwalk_push(walk.get(), &from), "cannot walk the history");
  check(git_revwalk_hide(walk.get(), &until), "cannot walk the history");
  std::vector<CommitStep> out;
  for (git_oid id; git_revwalk_next(&id, walk.get()) == 0;) {
    out.push_back(state_->whole([&] {
      const CommitHandle commit = find_commit(repo, hex(id));
      CommitStep step{summary_of(commit.get()), parents_of(commit.get()), {}};
      step.files = files_of(repo, step, under);
      return step;
    }));
  }
  return out;
}

}  // namespace muster
