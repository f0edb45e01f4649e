#include "flow/merged.h"

#include <fmt/core.h>

#include "core/text.h"
#include "flow/branch.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

constexpr const char* without_remote = "or go by what is known here, with --offline";

// The branch that the remote's HEAD names; "" when it names none yet (git-ls-remote(1), --symref).
std::string head_of(const Repo& repo, const std::string& remote, Runner& runner,
                    std::stop_token stop) {
  const Output said =
      git::ask(&runner, repo.root(), {{"ls-remote", "--symref", remote, "HEAD"}}, stop);
  if (said.code != 0) {
    throw Error(fmt::format("git ls-remote {} failed", remote))
        .because(git::reason_of(said))
        .mend(fmt::format("see that this machine may read it, {}", without_remote));
  }
  constexpr std::string_view start = "ref: refs/heads/";
  const std::string line = said.out.substr(0, said.out.find('\t'));
  return line.starts_with(start) ? line.substr(start.size()) : "";
}

class Merged {
 public:
  Merged(const Workspace& workspace, bool fetching, Runner& runner, std::stop_token stop)
      : workspace_(workspace),
        repo_(workspace.repo),
        remote_(repo_.remote()),
        fetching_(fetching && remote_),
        runner_(runner),
        stop_(std::move(stop)) {}

  void require(const ObjectId& commit) {
    std::string branch =
        fetching_ ? head_of(repo_, *remote_, runner_, stop_) : repo_.default_branch();
    if (branch.empty() && !remote_) return;  // one commit and no branch: nothing to compare with
    auto tip = branch.empty() ? std::nullopt : tip_of(branch);
    const std::string named = tip ? named_at(*tip) : "";
    if (!named.empty() && named != branch) {
      branch = named;
      tip = tip_of(branch);
    }
    if (tip && repo_.descends(*tip, commit)) return;
    refuse(commit, branch, tip.has_value());
  }

 private:
  std::optional<ObjectId> tip_of(const std::string& branch) {
    if (!remote_) return repo_.resolve("refs/heads/" + branch);
    const std::string ref = fmt::format("refs/remotes/{}/{}", *remote_, branch);
    if (fetching_) {
      fetch(repo_, runner_, {fmt::format("+refs/heads/{}:{}", branch, ref)}, stop_);
    }
    return repo_.resolve(ref);
  }

  // policy.branch of a commit; "" when it names none or cannot be read.
  std::string named_at(const ObjectId& commit) const {
    Diagnostics ignored;  // whether the planned commit's configuration reads is asked elsewhere
    try {
      return load_config(workspace_, commit, ignored).policy.branch;
    } catch (const Error&) {
      return "";
    }
  }

  [[noreturn]] void refuse(const ObjectId& commit, const std::string& branch, bool known) const {
    const std::string where = remote_ ? " of " + *remote_ : "";
    const std::string name = branch.empty() ? "the default branch" : "branch " + clean(branch);
    Error error(fmt::format("commit {} is not merged: {}{} {}", commit.substr(0, 9), name, where,
                            known ? "does not contain it" : "is not known"),
                Exit::refused);
    if (known && repo_.shallow()) error = std::move(error).because("the clone is shallow");
    throw std::move(error).mend(remote_ ? "push or merge it first, or apply it with --unmerged"
                                        : "merge it first, or apply it with --unmerged");
  }

  const Workspace& workspace_;
  const Repo& repo_;
  std::optional<std::string> remote_;
  bool fetching_;
  Runner& runner_;
  std::stop_token stop_;
};

}  // namespace

void require_merged(const Workspace& workspace, const ObjectId& commit, bool fetching,
                    Runner& runner, std::stop_token stop) {
  Merged(workspace, fetching, runner, std::move(stop)).require(commit);
}

}  // namespace muster
