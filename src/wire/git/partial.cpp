// The state of the work tree, and what a partial clone or a sparse check-out leaves out.
#include <git2.h>
#include <unistd.h>

#include "core/text.h"
#include "wire/git/ask_git.h"
#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

std::string work_tree(git_repository* repo) { return git_repository_workdir(repo); }

}  // namespace

std::string Repo::State::promisor() const {
  git_strarray names{};
  if (git_remote_list(&names, repo) != 0) return "";
  std::string found;
  for (size_t i = 0; i < names.count && found.empty(); ++i) {
    const std::string name = names.strings[i];
    if (is_set(repo, "remote." + name + ".promisor")) found = name;
  }
  git_strarray_dispose(&names);
  return found;
}

void Repo::State::require_partial(const Missing& missing) const {
  if (!promisor().empty()) return;
  if (git_repository_is_shallow(repo) != 1) throw missing;
  throw Error("object " + missing.id.substr(0, 12) + " is not in this shallow clone")
      .mend("fetch the history: git fetch --unshallow");
}

void Repo::State::bring(std::span<const ObjectId> objects) const {
  if (objects.empty()) return;
  const std::string remote = promisor();
  std::string ids;
  for (const ObjectId& object : objects) ids += object + "\n";
  const Output output =
      ask(runner, work_tree(repo),
          {{"-c", "fetch.negotiationAlgorithm=noop", "fetch", remote, "--quiet", "--no-tags",
            "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin"},
           std::move(ids)});
  if (output.code != 0) {
    throw Error("this partial clone lacks " + counted(objects.size(), "object") + ", and " +
                remote + " does not give " + (objects.size() == 1 ? "it" : "them"))
        .because(reason_of(output))
        .mend("see that " + remote +
              " can be reached, or fetch everything at once: git fetch --refetch "
              "--filter=blob:limit=1g");
  }
  Handle<git_odb, git_odb_free> odb;
  check(git_repository_odb(Out(odb), repo), "cannot open the object store");
  check(git_odb_refresh(odb.get()), "cannot read new objects");
}

std::vector<std::string> Repo::dirty(const std::string& under) const {
  Question question{{"status", "--porcelain", "-z", "--no-renames", "--untracked-files=all",
                     "--ignore-submodules=all", "--"},
                    {},
                    {"GIT_OPTIONAL_LOCKS=0"}};
  question.words.push_back(under.empty() ? "." : under);
  const Output output = ask(state_->runner, root(), question);
  if (output.code != 0) {
    throw Error("cannot read the state of the work tree").because(reason_of(output));
  }
  std::vector<std::string> paths;
  for (const std::string& line : split(output.out, '\0')) {  // "XY path"
    if (line.size() > 3) paths.push_back(line.substr(3));
  }
  return paths;
}

std::vector<TreeFile> Repo::left_out(const std::string& under) const {
  // Whether it is in force stands in the configuration of the work tree, which libgit2 does not
  // read.
  const std::string patterns =
      std::string(git_repository_path(state_->repo)) + "info/sparse-checkout";
  if (::access(patterns.c_str(), F_OK) != 0) return {};
  const Output output =
      ask(state_->runner, root(), {{"ls-files", "-z", "-t", "--stage", "--", under}});
  if (output.code != 0) {
    throw Error("cannot list what the sparse check-out leaves out").because(reason_of(output));
  }
  std::vector<TreeFile> files;
  for (const std::string& line : split(output.out, '\0')) {  // "S 100644 <id> 0\t<path>"
    const size_t tab = line.find('\t');
    if (!line.starts_with("S ") || tab == std::string::npos) continue;
    const auto words = split(line.substr(0, tab), ' ');
    if (words.size() == 4) files.push_back({line.substr(tab + 1), words[2], words[1] == "120000"});
  }
  return files;
}

}  // namespace muster
