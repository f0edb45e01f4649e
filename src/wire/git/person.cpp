// Commits by the git program itself, for people's decisions.
#include <git2.h>
#include <unistd.h>

#include "core/text.h"
#include "wire/files.h"
#include "wire/git/ask_git.h"
#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

// A file beside the index that goes away again.
class Beside {
 public:
  Beside(git_repository* repo, const std::string& name)
      : path_(git_repository_path(repo) + name + "." + std::to_string(::getpid())) {}
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside() {
    ::unlink(path_.c_str());
    ::unlink((path_ + ".lock").c_str());
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void require(const Output& output, const std::string& what, const std::string& fix) {
  if (output.code != 0) throw Error(what, Exit::error).because(reason_of(output)).mend(fix);
}

}  // namespace

std::optional<Signature> Repo::identity() const {
  const Output output = ask(state_->runner, root(),
                            {{"-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"}, "", {}});
  const size_t mail = output.out.rfind(" <"), end = output.out.rfind('>');  // "Ada <a@b.c> 1 +0000"
  if (output.code != 0 || mail == std::string::npos || end == std::string::npos) {
    return std::nullopt;
  }
  Signature who{output.out.substr(0, mail), output.out.substr(mail + 2, end - mail - 2)};
  if (who.name.empty() || who.email.empty()) return std::nullopt;
  return who;
}

// As "git commit --only" does, whose time for many paths grows with their square: a second index
// holds HEAD and the files, is committed, and the first learns of the files.
ObjectId Repo::commit_as_person(std::span<const std::string> paths, const std::string& message) {
  const Beside index(state_->repo, "muster-index");
  const std::vector<std::string> environment{"GIT_INDEX_FILE=" + index.path()};
  const std::string fix = "nothing was committed; mend that, then run this again";
  std::string names;
  for (const std::string& path : paths) names.append(path).append(1, '\0');
  const auto git = [&](Question question) { return ask(state_->runner, root(), question); };
  // All new objects reach the disk at once, and not one after the other.
  const Question learn{
      {"-c", "core.fsyncMethod=batch", "update-index", "--add", "--remove", "-z", "--stdin"},
      names,
      {}};
  require(git({{"read-tree", "HEAD"}, "", environment}), "git does not read HEAD", fix);
  require(git({learn.words, names, environment}), "git does not take the edited files", fix);
  require(git({{"-c", "user.useConfigOnly=true", "commit", "--quiet", "--no-status", "--file=-"},
               message,
               environment}),
          "git does not commit this", fix);
  require(git(learn), "the commit is made, and git does not write its index",
          "git reset, which touches no file");
  const auto head = resolve("HEAD");
  if (!head) throw Error("git committed, and HEAD names no commit");
  return *head;
}

std::string Repo::through_message_hook(const std::string& message) const {
  const Beside file(state_->repo, "muster-message");
  write_file(file.path(), message);
  const Output output =
      ask(state_->runner, root(),
          {{"hook", "run", "--ignore-missing", "commit-msg", "--", file.path()}, "", {}});
  require(output, "the hook commit-msg refuses the commit", "mend what it says, then run again");
  return read_file(file.path(), 1 << 20);
}

}  // namespace muster
