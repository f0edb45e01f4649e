// Merging two commits in memory: no work tree, no index file, no ref.
#include <git2.h>

#include <algorithm>
#include <set>

#include "wire/git/objects.h"
#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

using IndexHandle = Handle<git_index, git_index_free>;
using ConflictsHandle = Handle<git_index_conflict_iterator, git_index_conflict_iterator_free>;

// Where a shallow clone ends before the two meet, a merge would take everything for a conflict.
std::optional<ObjectId> common_commit(git_repository* repo, const ObjectId& ours,
                                      const ObjectId& theirs) {
  const git_oid one = oid_of(ours), two = oid_of(theirs);
  git_oid base;
  if (git_merge_base(&base, repo, &one, &two) == 0) return hex(base);
  if (git_repository_is_shallow(repo) != 1) return std::nullopt;
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

// As Git alone, and so a forge, merges them.
IndexHandle merged_index(git_repository* repo, const ObjectId& ours, const ObjectId& theirs) {
  const CommitHandle left = find_commit(repo, ours);
  const CommitHandle right = find_commit(repo, theirs);
  IndexHandle index;
  check(git_merge_commits(Out(index), repo, left.get(), right.get(), nullptr), "cannot merge");
  return index;
}

// A file of the index that stands, with its mode.
struct Standing {
  std::string path;
  git_oid blob{};
  uint32_t mode = GIT_FILEMODE_BLOB;
};

void add_standing(git_index* index, const Standing& file) {
  git_index_entry entry{};
  entry.path = file.path.c_str();
  entry.id = file.blob;
  entry.mode = file.mode;
  check(git_index_add(index, &entry), "cannot merge \"" + file.path + "\"");
}

// What both changed, merged by lines, those of the third where the same ones changed.
git_oid merged_blob(git_repository* repo, const git_index_entry* ancestor,
                    const git_index_entry* ours, const git_index_entry* theirs) {
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
  options.favor = GIT_MERGE_FILE_FAVOR_THEIRS;
  git_merge_file_result result{};
  check(git_merge_file_from_index(&result, repo, ancestor, ours, theirs, &options),
        std::string("cannot merge \"") + theirs->path + "\"");
  const Handle<git_merge_file_result, git_merge_file_result_free> freed(&result);
  const NewObject blob{ObjectType::blob,
                       {result.ptr, result.len},
                       object_id(ObjectType::blob, {result.ptr, result.len})};
  store_objects(repo, {&blob, 1});
  git_oid id;
  git_oid_fromraw(&id, blob.id.data());
  return id;
}

void settle_rest(git_repository* repo, git_index* index) {
  std::vector<Standing> standing;
  ConflictsHandle iterator;
  check(git_index_conflict_iterator_new(Out(iterator), index), "cannot list merge conflicts");
  const git_index_entry *ancestor = nullptr, *ours = nullptr, *theirs = nullptr;
  while (git_index_conflict_next(&ancestor, &ours, &theirs, iterator.get()) == 0) {
    const git_index_entry* any = theirs != nullptr ? theirs : ours;
    if (any == nullptr) continue;
    Standing file{any->path, any->id, any->mode};
    const bool texts = ours != nullptr && theirs != nullptr && (ours->mode & 0170000) == 0100000 &&
                       (theirs->mode & 0170000) == 0100000;
    if (texts) file.blob = merged_blob(repo, ancestor, ours, theirs);
    standing.push_back(std::move(file));
  }
  iterator.reset();
  check(git_index_conflict_cleanup(index), "cannot settle a merge");
  for (const Standing& file : standing) add_standing(index, file);
}

void settle(git_repository* repo, git_index* index, std::span<const FileChange> settled) {
  std::vector<NewObject> blobs;
  std::set<RawId> known;
  std::vector<Standing> standing;
  for (const FileChange& file : settled) {
    git_index_conflict_remove(index, file.path.c_str());
    git_index_remove(index, file.path.c_str(), 0);
    if (!file.text) continue;
    const NewObject blob{ObjectType::blob, *file.text, object_id(ObjectType::blob, *file.text)};
    if (known.insert(blob.id).second) blobs.push_back(blob);
    Standing one{.path = file.path};
    git_oid_fromraw(&one.blob, blob.id.data());
    standing.push_back(std::move(one));
  }
  store_objects(repo, blobs);
  for (const Standing& file : standing) add_standing(index, file);
}

}  // namespace

std::optional<ObjectId> Repo::merge_base(const ObjectId& one, const ObjectId& other) const {
  return state_->whole([&] { return common_commit(state_->repo, one, other); });
}

ObjectId Repo::merge_settled(const ObjectId& ours, const ObjectId& theirs,
                             std::span<const FileChange> settled, const MessageOf& message,
                             const Signature& author, Time time) {
  git_repository* repo = state_->repo;
  return state_->whole([&]() -> ObjectId {
    const CommitHandle left = find_commit(repo, ours);
    const CommitHandle right = find_commit(repo, theirs);
    // By content alone Git would take the file of one host for that of another, moved.
    git_merge_options options = GIT_MERGE_OPTIONS_INIT;
    options.flags = 0;
    IndexHandle index;
    check(git_merge_commits(Out(index), repo, left.get(), right.get(), &options), "cannot merge");
    settle(repo, index.get(), settled);
    const std::string told = message(conflicts_of(index.get()));
    settle_rest(repo, index.get());
    git_oid tree;
    check(git_index_write_tree_to(&tree, index.get(), repo), "cannot write the merged tree");
    return store_commit(*state_, {hex(tree), {ours, theirs}, told, author, time});
  });
}

std::vector<std::string> Repo::merge_conflicts(const ObjectId& ours, const ObjectId& theirs) const {
  git_repository* repo = state_->repo;
  return state_->whole([&] {
    common_commit(repo, ours, theirs);
    return conflicts_of(merged_index(repo, ours, theirs).get());
  });
}

std::optional<ObjectId> Repo::merge(const ObjectId& ours, const ObjectId& theirs,
                                    const std::string& message, const Signature& author, Time time,
                                    std::vector<std::string>& conflicts) {
  git_repository* repo = state_->repo;
  return state_->whole([&]() -> std::optional<ObjectId> {
    common_commit(repo, ours, theirs);
    const IndexHandle index = merged_index(repo, ours, theirs);
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
