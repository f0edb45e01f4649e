// The history of one file.
#include <git2.h>

#include "wire/git/state.h"

namespace muster {
namespace {

// The blob at `path` in a tree, "" when there is no file.
ObjectId blob_at(git_repository* repo, const ObjectId& commit, const std::string& path) {
  const git::TreeHandle root = git::tree_of(repo, commit);
  Handle<git_tree_entry, git_tree_entry_free> entry;
  const int code = git_tree_entry_bypath(Out(entry), root.get(), path.c_str());
  if (code == GIT_ENOTFOUND) return "";
  git::check(code, "cannot look up \"" + path + "\"");
  return git_tree_entry_type(entry.get()) == GIT_OBJECT_BLOB
             ? git::hex(*git_tree_entry_id(entry.get()))
             : "";
}

}  // namespace

std::vector<Revision> Repo::history(const ObjectId& from, const std::string& path,
                                    size_t most) const {
  std::vector<Revision> out;
  std::optional<Revision> younger;
  walk(from, [&](const CommitSummary& commit) {
    const ObjectId blob = state_->whole([&] { return blob_at(state_->repo, commit.id, path); });
    if (younger && younger->blob != blob) out.push_back(*younger);
    younger = Revision{commit, blob};
    return out.size() < most;
  });
  if (out.size() < most && younger && !younger->blob.empty()) out.push_back(*younger);
  return out;
}

}  // namespace muster
