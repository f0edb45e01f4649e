// Brings work tree and index from one commit to another. Nothing is written before everything
// was looked at, folders are entered without following symbolic links, and the index is locked
// the way git itself locks it.
#include <fcntl.h>
#include <git2.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "core/hash.h"
#include "core/pool.h"
#include "core/text.h"
#include "wire/fd.h"
#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

struct Step {  // one path that differs between the two commits
  std::string path;
  git_oid before{};
  git_oid after{};
  uint32_t mode_before = 0;  // 0: not there
  uint32_t mode_after = 0;
};

std::string reason() { return std::strerror(errno); }

std::vector<Step> steps_between(git_repository* repo, const std::optional<ObjectId>& before,
                                const ObjectId& after) {
  const TreeHandle old = before ? tree_of(repo, *before) : TreeHandle();
  const TreeHandle now = tree_of(repo, after);
  Handle<git_diff, git_diff_free> diff;
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
  check(git_diff_tree_to_tree(Out(diff), repo, old.get(), now.get(), &options),
        "cannot compare two commits");
  std::vector<Step> steps;
  for (size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff.get(), i);
    const bool added = delta->status == GIT_DELTA_ADDED;
    const bool removed = delta->status == GIT_DELTA_DELETED;
    steps.push_back({delta->new_file.path, delta->old_file.id, delta->new_file.id,
                     added ? 0U : delta->old_file.mode, removed ? 0U : delta->new_file.mode});
  }
  return steps;
}

// Opens the folders of one path after another, step by step, never through a symbolic link. The
// last one stays open, because sorted paths share it.
class Folders {
 public:
  explicit Folders(const std::string& root)
      : root_(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (!root_) throw Error("cannot open \"" + root + "\": " + reason());
  }

  // The open folder of `path`; -1 with errno when it is not there or not a folder.
  int folder_of(const std::string& path, bool make) {
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos) return root_.get();
    const std::string folder = path.substr(0, slash);
    if (last_ && folder == last_name_) return last_.get();
    Fd at(::dup(root_.get()));
    for (const std::string& name : split(folder, '/')) {
      if (make) ::mkdirat(at.get(), name.c_str(), 0777);
      at = Fd(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!at) return -1;
    }
    last_ = std::move(at);
    last_name_ = folder;
    return last_.get();
  }

  void forget() { last_ = Fd(); }

 private:
  Fd root_;
  Fd last_;
  std::string last_name_;
};

const char* name_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return path.c_str() + (slash == std::string::npos ? 0 : slash + 1);
}

bool unchanged_since(const git_index_entry& entry, const struct stat& found) {
  return entry.mtime.seconds == static_cast<int32_t>(found.st_mtim.tv_sec) &&
         entry.mtime.nanoseconds == static_cast<uint32_t>(found.st_mtim.tv_nsec) &&
         entry.ctime.seconds == static_cast<int32_t>(found.st_ctim.tv_sec) &&
         entry.file_size == static_cast<uint32_t>(found.st_size) &&
         entry.ino == static_cast<uint32_t>(found.st_ino);
}

class Advance {
 public:
  Advance(git_repository* repo, git_index* index, std::string root, time_t written)
      : repo_(repo), index_(index), root_(std::move(root)), folders_(root_), written_(written) {}

  // Paths that hold something nobody committed, and so may not be touched.
  std::vector<std::string> in_the_way(const std::vector<Step>& steps) {
    std::vector<std::string> paths;
    for (const Step& step : steps) {
      if (!index_clean(step) || !file_clean(step)) paths.push_back(step.path);
    }
    return paths;
  }

  void run(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (step.mode_after == 0) remove(step);
    }
    for (const Step& step : steps) {
      if (step.mode_after == 0) continue;
      if (left_out(step)) {
        note_left_out(step);
      } else {
        write(step);
      }
    }
  }

 private:
  bool index_clean(const Step& step) const {
    const git_index_entry* entry = git_index_get_bypath(index_, step.path.c_str(), 0);
    if (entry == nullptr) return step.mode_before == 0 && !conflicted(step.path);
    const auto is = [&](uint32_t mode, const git_oid& id) {
      return mode != 0 && entry->mode == mode && git_oid_equal(&entry->id, &id) == 1;
    };
    return is(step.mode_before, step.before) || is(step.mode_after, step.after);
  }

  bool conflicted(const std::string& path) const {
    return git_index_get_bypath(index_, path.c_str(), 2) != nullptr ||
           git_index_get_bypath(index_, path.c_str(), 3) != nullptr;
  }

  // Whether a sparse check-out leaves the path out of the work tree.
  bool left_out(const Step& step) const {
    const git_index_entry* entry = git_index_get_bypath(index_, step.path.c_str(), 0);
    return entry != nullptr && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
  }

  bool file_clean(const Step& step) {
    struct stat found {};
    if (left_out(step)) return true;
    const int folder = folders_.folder_of(step.path, false);
    if (folder < 0 && errno == ENOENT) return step.mode_before == 0 || step.mode_after == 0;
    if (folder < 0) return false;
    if (::fstatat(folder, name_of(step.path), &found, AT_SYMLINK_NOFOLLOW) != 0) {
      return errno == ENOENT && (step.mode_before == 0 || step.mode_after == 0);
    }
    if (!S_ISREG(found.st_mode)) return false;
    const git_index_entry* entry = git_index_get_bypath(index_, step.path.c_str(), 0);
    if (entry != nullptr && step.mode_before != 0 && unchanged_since(*entry, found) &&
        git_oid_equal(&entry->id, &step.before) == 1 && !racy(*entry)) {
      return true;
    }
    git_oid id;
    const std::string place = root_ + "/" + step.path;
    if (git_repository_hashfile(&id, repo_, place.c_str(), GIT_OBJECT_BLOB, nullptr) != 0) {
      return false;
    }
    return (step.mode_before != 0 && git_oid_equal(&id, &step.before) == 1) ||
           (step.mode_after != 0 && git_oid_equal(&id, &step.after) == 1);
  }

  // A file written in the moment the index was may differ though its times agree.
  bool racy(const git_index_entry& entry) const { return entry.mtime.seconds >= written_; }

  void remove(const Step& step) {
    const int folder = folders_.folder_of(step.path, false);
    if (folder >= 0 && ::unlinkat(folder, name_of(step.path), 0) != 0 && errno != ENOENT) {
      throw Error("cannot remove \"" + step.path + "\": " + reason());
    }
    check(git_index_remove(index_, step.path.c_str(), 0), "cannot update the index");
    remove_empty_folders(step.path);
  }

  void remove_empty_folders(std::string path) {
    folders_.forget();
    for (size_t slash = path.rfind('/'); slash != std::string::npos; slash = path.rfind('/')) {
      path.resize(slash);
      const int folder = folders_.folder_of(path, false);
      if (folder < 0 || ::unlinkat(folder, name_of(path), AT_REMOVEDIR) != 0) break;
      folders_.forget();
    }
  }

  void write(const Step& step) {
    if (step.mode_after != GIT_FILEMODE_BLOB && step.mode_after != GIT_FILEMODE_BLOB_EXECUTABLE) {
      throw Error("\"" + step.path + "\" is no ordinary file in the new commit");
    }
    const int folder = folders_.folder_of(step.path, true);
    if (folder < 0) throw Error("cannot enter the folder of \"" + step.path + "\": " + reason());
    const std::string temporary = std::string(".muster-") + name_of(step.path) + ".new";
    fill(folder, temporary, step);
    if (::renameat(folder, temporary.c_str(), folder, name_of(step.path)) != 0) {
      const std::string why = reason();
      ::unlinkat(folder, temporary.c_str(), 0);
      throw Error("cannot write \"" + step.path + "\": " + why);
    }
    note(folder, step);
  }

  void fill(int folder, const std::string& name, const Step& step) {
    Handle<git_blob, git_blob_free> blob;
    check(git_blob_lookup(Out(blob), repo_, &step.after), "cannot read \"" + step.path + "\"");
    git_buf content{};
    git_blob_filter_options options = GIT_BLOB_FILTER_OPTIONS_INIT;
    check(git_blob_filter(&content, blob.get(), step.path.c_str(), &options),
          "cannot convert \"" + step.path + "\"");
    const std::string text(content.ptr, content.size);
    git_buf_dispose(&content);
    ::unlinkat(folder, name.c_str(), 0);  // left by a run that was killed
    const mode_t mode = step.mode_after == GIT_FILEMODE_BLOB_EXECUTABLE ? 0777 : 0666;
    const Fd file(
        ::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file) throw Error("cannot write \"" + step.path + "\": " + reason());
    for (std::string_view rest = text; !rest.empty();) {
      const ssize_t written = ::write(file.get(), rest.data(), rest.size());
      if (written < 0) throw Error("cannot write \"" + step.path + "\": " + reason());
      rest.remove_prefix(static_cast<size_t>(written));
    }
  }

  void note_left_out(const Step& step) {
    git_index_entry entry{};
    entry.mode = step.mode_after;
    entry.id = step.after;
    entry.path = step.path.c_str();
    entry.flags_extended = GIT_INDEX_ENTRY_SKIP_WORKTREE;
    check(git_index_add(index_, &entry), "cannot update the index");
  }

  void note(int folder, const Step& step) {
    struct stat found {};
    if (::fstatat(folder, name_of(step.path), &found, AT_SYMLINK_NOFOLLOW) != 0) {
      throw Error("cannot look at \"" + step.path + "\": " + reason());
    }
    git_index_entry entry{};
    entry.ctime = {static_cast<int32_t>(found.st_ctim.tv_sec),
                   static_cast<uint32_t>(found.st_ctim.tv_nsec)};
    entry.mtime = {static_cast<int32_t>(found.st_mtim.tv_sec),
                   static_cast<uint32_t>(found.st_mtim.tv_nsec)};
    entry.dev = static_cast<uint32_t>(found.st_dev);
    entry.ino = static_cast<uint32_t>(found.st_ino);
    entry.mode = step.mode_after;
    entry.uid = found.st_uid;
    entry.gid = found.st_gid;
    entry.file_size = static_cast<uint32_t>(found.st_size);
    entry.id = step.after;
    entry.path = step.path.c_str();
    check(git_index_add(index_, &entry), "cannot update the index");
  }

  git_repository* repo_;
  git_index* index_;
  std::string root_;
  Folders folders_;
  time_t written_;  // when the index was
};

// Holds index.lock. The new index is written over the lock file and renamed onto the index.
class IndexLock {
 public:
  explicit IndexLock(std::string index) : index_(std::move(index)), lock_(index_ + ".lock") {
    const Fd made(::open(lock_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!made)
      throw Error("cannot lock the Git index with " + lock_ + ": " + reason(), Exit::locked);
    copy_index();
  }
  IndexLock(const IndexLock&) = delete;
  IndexLock& operator=(const IndexLock&) = delete;
  ~IndexLock() {
    if (!lock_.empty()) ::unlink(lock_.c_str());
  }

  const std::string& path() const { return lock_; }
  time_t written() const { return written_; }

  void release() {
    if (::rename(lock_.c_str(), index_.c_str()) != 0) {
      throw Error("cannot write the Git index: " + reason());
    }
    lock_.clear();
  }

 private:
  void copy_index() {
    struct stat found {};
    if (::stat(index_.c_str(), &found) == 0) written_ = found.st_mtim.tv_sec;
    std::ifstream in(index_, std::ios::binary);
    std::ofstream out(lock_, std::ios::binary | std::ios::trunc);
    if (in) {
      out << in.rdbuf();
    } else {
      out << empty_index();
    }
    if (!out.flush()) throw Error("cannot write " + lock_ + ": " + reason());
  }

  static std::string empty_index() {
    std::string text("DIRC\0\0\0\2\0\0\0\0", 12);
    const auto sum = sha1(text);
    return text.append(reinterpret_cast<const char*>(sum.data()), sum.size());
  }

  std::string index_;
  std::string lock_;
  time_t written_ = 0;
};

Error refusal(std::vector<std::string> paths) {
  constexpr size_t shown = 10;
  const size_t count = paths.size();
  if (count > shown) {
    paths.resize(shown);
    paths.push_back("and " + counted(count - shown, "other"));
  }
  for (std::string& path : paths) path = visible(path);
  return Error("uncommitted work is in the way of " + counted(count, "file") + ": " +
                   join(paths, ", "),
               Exit::invalid)
      .mend("commit, stash or remove these, then run this again");
}

}  // namespace

void Repo::advance_worktree(const std::optional<ObjectId>& before, const ObjectId& after) {
  const auto steps = state_->whole([&] { return steps_between(state_->repo, before, after); });
  if (steps.empty()) return;
  require_index_unlocked();
  IndexLock lock(std::string(git_repository_path(state_->repo)) + "index");
  Handle<git_index, git_index_free> index;
  check(git_index_open(Out(index), lock.path().c_str()), "cannot read the Git index");
  Advance advance(state_->repo, index.get(), root(), lock.written());
  auto paths = advance.in_the_way(steps);
  if (!paths.empty()) throw refusal(std::move(paths));
  advance.run(steps);
  check(git_index_write(index.get()), "cannot write the Git index");
  lock.release();
}

std::unordered_map<std::string, TrackedFile> Repo::unchanged(const std::string& under) const {
  const std::string place = std::string(git_repository_path(state_->repo)) + "index";
  std::unordered_map<std::string, TrackedFile> out;
  struct stat written {};
  if (::stat(place.c_str(), &written) != 0) return out;
  Handle<git_index, git_index_free> index;
  if (git_index_open(Out(index), place.c_str()) != 0) return out;  // of a kind libgit2 cannot read
  const std::string prefix = under + "/";
  std::vector<const git_index_entry*> entries;
  size_t at = 0;
  if (git_index_find_prefix(&at, index.get(), prefix.c_str()) != 0) return out;
  for (; const auto* entry = git_index_get_byindex(index.get(), at); ++at) {
    if (!std::string_view(entry->path).starts_with(prefix)) break;
    if (git_index_entry_stage(entry) == 0 && S_ISREG(entry->mode)) entries.push_back(entry);
  }
  const std::string top = root() + "/";
  std::vector<char> same(entries.size());
  parallel_for(entries.size(), 0, [&](size_t i) {
    const auto& time = entries[i]->mtime;
    const bool earlier =
        std::pair<int64_t, int64_t>(time.seconds, time.nanoseconds) <
        std::pair<int64_t, int64_t>(written.st_mtim.tv_sec, written.st_mtim.tv_nsec);
    struct stat found {};
    same[i] = earlier && ::lstat((top + entries[i]->path).c_str(), &found) == 0 &&
              S_ISREG(found.st_mode) && unchanged_since(*entries[i], found);
  });
  for (size_t i = 0; i < entries.size(); ++i) {
    if (same[i] == 0) continue;
    out.emplace(entries[i]->path, TrackedFile{hex(entries[i]->id), entries[i]->file_size});
  }
  return out;
}

}  // namespace muster
