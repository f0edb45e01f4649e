#include "flow/bulk/write.h"

#include <fmt/core.h>

#include <filesystem>
#include <unordered_set>

#include "core/text.h"
#include "flow/branch.h"
#include "wire/files.h"

namespace muster {
namespace {

std::string place_of(const Workspace& workspace, const std::string& path) {
  return workspace.root + "/" + path;
}

void refuse_dirty(const Workspace& workspace, const std::vector<FileChange>& changes) {
  auto paths = workspace.repo.dirty("hosts");
  for (const FileChange& change : changes) {
    if (change.path.starts_with("hosts/")) continue;
    for (std::string& path : workspace.repo.dirty(change.path)) paths.push_back(std::move(path));
  }
  const std::unordered_set<std::string> dirty(paths.begin(), paths.end());
  for (const FileChange& change : changes) {
    if (!dirty.contains(change.path)) continue;
    throw Error(fmt::format("{} has uncommitted changes", change.path), Exit::invalid)
        .mend("commit them first, or leave out --commit");
  }
}

// A sparse check-out has no file to edit, and git does not look at one that is put there.
void refuse_left_out(const Workspace& workspace, const std::vector<FileChange>& changes) {
  std::unordered_set<std::string> left_out;
  for (TreeFile& file : workspace.repo.left_out("hosts")) left_out.insert(std::move(file.path));
  for (const FileChange& change : changes) {
    if (!left_out.contains(change.path)) continue;
    throw Error(fmt::format("{} is not checked out here", change.path), Exit::invalid)
        .because("this is a sparse check-out")
        .mend("git sparse-checkout add hosts");
  }
}

void require_person(const Repo& repo) {
  if (repo.identity()) return;
  throw Error("who decides is not known: Git has no user.name and user.email", Exit::invalid)
      .mend("git config --global user.name NAME && git config --global user.email ADDRESS");
}

void write_files(const Workspace& workspace, const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) {
    if (change.text) {
      write_below(workspace.root, change.path, *change.text);
    } else {
      std::error_code error;
      std::filesystem::remove(place_of(workspace, change.path), error);
      if (error) throw Error(fmt::format("cannot remove {}: {}", change.path, error.message()));
    }
  }
  if (!changes.empty()) flush_below(workspace.root);
}

// The edited files as they were before, unless the edit stands.
class Undo {
 public:
  Undo(const Workspace& workspace, const std::vector<FileChange>& changes) : workspace_(workspace) {
    constexpr size_t most = 1 << 20;  // of rules.yaml; host files are smaller
    for (const FileChange& change : changes) {
      const std::string place = place_of(workspace, change.path);
      const bool there = std::filesystem::exists(std::filesystem::symlink_status(place));
      before_.push_back(
          {change.path, there ? std::optional(read_file(place, most)) : std::nullopt});
    }
  }
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() {
    try {
      write_files(workspace_, before_);
    } catch (const Error&) {  // the refusal that is on its way tells more
    }
  }
  void let_stand() { before_.clear(); }

 private:
  const Workspace& workspace_;
  std::vector<FileChange> before_;
};

ObjectId commit_edits(Workspace& workspace, const std::vector<FileChange>& changes,
                      const std::string& message) {
  if (workspace.repo.head() != Head::branch) {
    throw Error("--commit needs a branch, and HEAD is on none", Exit::invalid)
        .mend("git switch BRANCH, or leave out --commit");
  }
  require_person(workspace.repo);
  refuse_dirty(workspace, changes);
  workspace.repo.require_index_unlocked();
  Undo undo(workspace, changes);
  write_files(workspace, changes);
  std::vector<std::string> paths;
  for (const FileChange& change : changes) paths.push_back(change.path);
  ObjectId commit = workspace.repo.commit_as_person(paths, message);
  undo.let_stand();
  return commit;
}

}  // namespace

Landed write_edits(Workspace& workspace, const std::vector<FileChange>& changes,
                   const Landing& landing, Runner& runner, std::stop_token stop) {
  Landed landed;
  if (landing.dry_run || changes.empty()) return landed;
  refuse_left_out(workspace, changes);
  if (!landing.commit) {
    Undo undo(workspace, changes);
    write_files(workspace, changes);
    undo.let_stand();
    return landed;
  }
  if (landing.push && !workspace.repo.remote()) {
    throw Error("--push has nowhere to push to: the repository has no remote", Exit::invalid)
        .mend("git remote add origin URL, or leave out --push");
  }
  landed.commit = commit_edits(workspace, changes, landing.message);
  if (!landing.push) return landed;
  const std::string branch = workspace.repo.head_branch();
  push(workspace.repo, runner, {fmt::format("refs/heads/{0}:refs/heads/{0}", branch)}, stop);
  landed.pushed = *workspace.repo.remote() + "/" + branch;
  return landed;
}

std::string decision_message(const std::string& subject, size_t count,
                             const std::optional<std::string>& where, const std::string& reason) {
  std::string text = fmt::format("{}: {}\n\n", subject, counted(count, "host"));
  if (where) text += fmt::format("Muster-Selector: {}\n", clean(*where));
  text += fmt::format("Muster-Count: {}\n", count);
  if (reason.empty()) return text;
  return text + fmt::format("Muster-Reason: {}\n", clean(reason));
}

}  // namespace muster
