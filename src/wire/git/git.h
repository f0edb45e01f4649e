// One Git repository (libgit2). Reads trees without a check-out; writes commits as one pack.
// Pushing, fetching, signing and what a person commits are done by the git program itself, because
// it has the credentials, the keys, the filters and the hooks.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "wire/program/run.h"

namespace muster {

using ObjectId = std::string;  // 40 hex digits

struct TreeFile {
  std::string path;  // from the root, '/' separated
  ObjectId blob;
  bool link = false;  // a symbolic link: the blob holds where it points
};

struct FileChange {
  std::string path;
  std::optional<std::string> text;  // nullopt: remove
};

struct Signature {
  std::string name;
  std::string email;
};

struct CommitSummary {
  ObjectId id;
  std::string subject;
  Signature author;
  Time time;
  std::map<std::string, std::string> trailers;
};

struct Revision {
  CommitSummary commit;
  ObjectId blob;
};

// What a commit did to files, against its first parent.
struct CommitStep {
  CommitSummary commit;
  std::vector<ObjectId> parents;
  std::vector<TreeFile> files;  // as they are then; without a blob: removed
};

struct TrackedFile {
  ObjectId blob;
  size_t size = 0;  // in the work tree
};

// The id of a blob that holds `text`.
ObjectId blob_id(std::string_view text);

enum class Head { branch, detached, unborn };

class Repo {
 public:
  // Finds the repository that holds `path`. Error (exit 3) when there is none, when it is bare,
  // somebody else's or of a kind that is not read. `runner` runs git to bring what a partial clone
  // lacks and to sign; without one that is refused.
  static Repo open(const std::string& path, Runner* runner = nullptr);
  Repo(Repo&&) noexcept;
  Repo& operator=(Repo&&) noexcept;
  ~Repo();

  std::string root() const;     // of the work tree, no trailing slash
  std::string git_dir() const;  // the common directory, no trailing slash
  bool shallow() const;
  Head head() const;
  std::string head_branch() const;            // "main"; "" unless Head::branch or unborn
  std::optional<std::string> remote() const;  // "origin" or the only one
  std::string default_branch() const;  // the remote's HEAD, else init.defaultBranch that exists,
                                       // else main, master, else HEAD's
  std::optional<ObjectId> resolve(const std::string& rev) const;          // of a commit
  bool descends(const ObjectId& commit, const ObjectId& ancestor) const;  // or equal
  CommitSummary commit(const ObjectId& id) const;
  // From `from` back through first parents while `visit` returns true.
  void walk(const ObjectId& from, const std::function<bool(const CommitSummary&)>& visit) const;

  // From `from` back through first parents: the commits that changed the file at `path`, and what
  // it was then ("": removed), until `most` are found.
  std::vector<Revision> history(const ObjectId& from, const std::string& path, size_t most) const;

  std::vector<TreeFile> list(const ObjectId& commit, const std::string& under) const;
  std::string read(const ObjectId& blob) const;
  std::optional<std::string> read_at(const ObjectId& commit, const std::string& path) const;
  // The commits that `tip` has and `base` has not, each before its parents, with what they did
  // below the paths `under`. `straight`: only along first parents.
  std::vector<CommitStep> steps(const ObjectId& base, const ObjectId& tip,
                                const std::vector<std::string>& under, bool straight) const;

  // Reads blobs on several threads: texts in input order; nullopt where one is larger than `most`.
  std::vector<std::optional<std::string>> read_all(std::span<const ObjectId> blobs,
                                                   size_t most) const;

  // The commit that wrote each line of a file as it stands in `commit` or, without one, in the work
  // tree: "" what is not committed. Empty for a file that Git does not know.
  std::vector<ObjectId> blame(const std::string& path, const std::optional<ObjectId>& commit) const;

  // Paths of tracked files with staged or unstaged changes, and untracked files, below `under`.
  std::vector<std::string> dirty(const std::string& under) const;
  // Files of the index below `under` that a sparse check-out leaves out of the work tree.
  std::vector<TreeFile> left_out(const std::string& under) const;
  // Files of the work tree below `under` that are as Git's index knows them, by path: told by their
  // times and sizes alone; files that may have changed in the moment the index was written are not
  // among them. Where a filter (line ends, LFS) stands between them, size and blob differ.
  std::unordered_map<std::string, TrackedFile> unchanged(const std::string& under) const;
  // The user's identity from the environment or Git configuration; nullopt when it is not set.
  std::optional<Signature> identity() const;

  // A commit on top of `parent` (nullopt: a root commit) that applies `changes` to its tree, with
  // line ends and $Id$ as Git's attributes there and configuration want them, and signed where
  // commit.gpgsign asks for it. Error for a file that goes through a filter program.
  // Returns nullopt when the tree would be the same. Objects go into one pack; no ref is moved and
  // the work tree and the index are not touched.
  std::optional<ObjectId> write_commit(const std::optional<ObjectId>& parent,
                                       std::span<const FileChange> changes,
                                       const std::string& message, const Signature& author,
                                       Time time);
  // A merge commit of `theirs` into `ours`; no ref is moved. nullopt, with the paths in
  // `conflicts`, when both changed the same lines.
  std::optional<ObjectId> merge(const ObjectId& ours, const ObjectId& theirs,
                                const std::string& message, const Signature& author, Time time,
                                std::vector<std::string>& conflicts);
  // The paths at which merge() would end; nothing is written.
  std::vector<std::string> merge_conflicts(const ObjectId& ours, const ObjectId& theirs) const;
  // Where the two part; nullopt when they have nothing in common. Error where a shallow clone ends
  // before that.
  std::optional<ObjectId> merge_base(const ObjectId& one, const ObjectId& other) const;
  // A merge commit that always succeeds: `settled` paths are as told, others are merged by lines.
  // Of lines that both changed those of `theirs` stand, of a file that one side removed the
  // other's. `message` is asked with the paths of those.
  using MessageOf = std::function<std::string(const std::vector<std::string>& by_force)>;
  ObjectId merge_settled(const ObjectId& ours, const ObjectId& theirs,
                         std::span<const FileChange> settled, const MessageOf& message,
                         const Signature& author, Time time);
  // Moves a ref from `expected` (nullopt: must not exist) to `target`, all or nothing; Error when
  // somebody moved it meanwhile. The lock of a killed run on one of muster's own refs is cleared.
  void update_ref(const std::string& ref, const std::optional<ObjectId>& expected,
                  const ObjectId& target, const std::string& why);
  // What a person decided, by git commit: HEAD with the files of the work tree at `paths`, made,
  // changed or removed, and nothing else that is staged. Hooks, filters and signing are git's; who
  // commits is never guessed. Error, with nothing committed, when git or a hook refuses.
  ObjectId commit_as_person(std::span<const std::string> paths, const std::string& message);
  // What the hook commit-msg, if there is one, makes of a message; Error when it refuses.
  std::string through_message_hook(const std::string& message) const;
  // After HEAD's branch was moved from `before` to `after`: brings work tree and index along for
  // exactly the paths that differ. Error, with nothing changed, when one of them is dirty or the
  // index is locked.
  void advance_worktree(const std::optional<ObjectId>& before, const ObjectId& after);
  void require_index_unlocked() const;  // Error that names the lock file

  struct State;  // only for wire/git*.cpp

 private:
  explicit Repo(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace muster
