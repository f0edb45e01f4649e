#include "flow/branch.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "flow/workspace.h"

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

Output git(const Repo& repo, Runner& runner, std::vector<std::string> arguments,
           std::stop_token stop) {
  Command command;
  command.argv = {"env", "GIT_TERMINAL_PROMPT=0", "git"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.directory = repo.root();
  command.timeout = Milliseconds(300'000);
  return runner.run(command, stop);
}

std::string require_remote(const Repo& repo) {
  if (auto remote = repo.remote()) return *remote;
  throw Error("the repository has no remote", Exit::invalid).mend("git remote add origin URL");
}

std::string said_by(const Output& output) {
  const std::string text = output.err.empty() ? output.out : output.err;
  std::vector<std::string> lines;
  for (const std::string& line : split(text, '\n')) {
    if (!trim(line).empty()) lines.push_back(clean(line));
  }
  if (lines.size() > 4) lines.erase(lines.begin(), lines.end() - 4);
  return join(lines, "; ");
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
  const auto last = newer(repo, branch, tip.local, remote_branch(repo, branch));
  if (!last || repo.descends(base, *last)) return tip;
  if (repo.descends(*last, base)) {
    tip.parent = *last;
    return tip;
  }
  std::vector<std::string> conflicts;
  const std::string name = repo.default_branch();
  const auto merged = repo.merge(*last, base, fmt::format("Merge {} into {}", name, branch),
                                 committer(repo), now, conflicts);
  if (!merged) {
    throw Error(fmt::format("branch {} cannot take in {}", branch, name), Exit::invalid)
        .because(fmt::format("both changed the same lines of {}", join(conflicts, ", ")))
        .mend(fmt::format("git switch {} && git merge {}", branch, name));
  }
  tip.parent = *merged;
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

void fetch(const Repo& repo, Runner& runner, const std::vector<std::string>& refspecs,
           std::stop_token stop) {
  const std::string remote = require_remote(repo);
  std::vector<std::string> arguments{"fetch", "--quiet", "--no-tags", remote};
  arguments.insert(arguments.end(), refspecs.begin(), refspecs.end());
  const Output output = git(repo, runner, arguments, stop);
  if (output.code != 0)
    throw Error(fmt::format("git fetch {} failed", remote)).because(said_by(output));
}

void push(const Repo& repo, Runner& runner, const std::vector<std::string>& refspecs,
          std::stop_token stop) {
  const std::string remote = require_remote(repo);
  std::vector<std::string> arguments{"push", "--quiet", "--atomic", remote};
  arguments.insert(arguments.end(), refspecs.begin(), refspecs.end());
  const Output output = git(repo, runner, arguments, stop);
  if (output.code == 0) return;
  throw Error(fmt::format("git push {} failed", remote))
      .because(said_by(output))
      .mend("see that this machine may push, git fetch, then run again: nothing is lost");
}

}  // namespace muster
