#include "wire/git/git.h"

#include <git2.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <thread>

#include "core/text.h"
#include "wire/git/state.h"

namespace muster {
namespace git {
namespace {

// Extensions of the repository's format that change nothing of what is read and written here.
std::array<const char*, 3> known_extensions{"worktreeconfig", "partialclone", "preciousobjects"};

void start_library() {
  static const int started = [] {
    const int code = git_libgit2_init();
    if (code < 0) return code;
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known_extensions.data(), known_extensions.size());
    return code;
  }();
  check(started < 0 ? started : 0, "cannot start libgit2");
}

std::string last_words() {
  const git_error* error = git_error_last();
  return error == nullptr || error->message == nullptr ? "no reason given" : clean(error->message);
}

}  // namespace

void fail(std::string_view doing) { throw Error(std::string(doing) + ": " + last_words()); }

void check(int code, std::string_view doing) {
  if (code >= 0) return;
  constexpr std::string_view mark = "no match for id (";
  const std::string said = last_words();
  const size_t at = code == GIT_ENOTFOUND ? said.find(mark) : std::string::npos;
  if (at == std::string::npos) fail(doing);
  const std::string_view rest = std::string_view(said).substr(at + mark.size());
  throw Missing(Error(std::string(doing) + ": " + said), ObjectId(rest.substr(0, rest.find(')'))));
}

namespace {

// The nearest ".git" at or above `path`, by another user than this one; "" when there is none.
std::string foreign_git_folder(const std::string& path) {
  std::error_code ignored;
  for (auto at = std::filesystem::weakly_canonical(path, ignored);; at = at.parent_path()) {
    struct stat found {};
    if (::lstat((at / ".git").c_str(), &found) == 0) {
      return found.st_uid == ::geteuid() ? "" : at.string();
    }
    if (!at.has_relative_path()) return "";
  }
}

[[noreturn]] void refuse_repository(int code, const std::string& path) {
  const std::string said = last_words();
  // Without any safe.directory configured libgit2 tells "not found" where the owner is another.
  const std::string foreign = foreign_git_folder(path);
  if (code == GIT_EOWNER || (code == GIT_ENOTFOUND && !foreign.empty())) {
    const std::string place = foreign.empty() ? path : foreign;
    throw Error("the Git repository at \"" + place + "\" belongs to another user", Exit::invalid)
        .mend("if you trust it: git config --global --add safe.directory \"" + place + "\"");
  }
  if (code == GIT_ENOTFOUND) {
    throw Error("no Git repository holds \"" + path + "\"", Exit::invalid)
        .mend("run this inside the inventory repository, or make one with: git init");
  }
  if (lower(said).find("objectformat") != std::string::npos) {
    throw Error("the Git repository at \"" + path + "\" names its objects by SHA-256",
                Exit::invalid)
        .because("muster reads repositories of SHA-1 only")
        .mend("move the inventory to one: git init --object-format=sha1");
  }
  throw Error("cannot open the Git repository at \"" + path + "\": " + said, Exit::invalid);
}

}  // namespace

git_repository* open_repository(const std::string& path) {
  start_library();
  git_repository* repo = nullptr;
  const int code = git_repository_open_ext(&repo, path.c_str(), 0, nullptr);
  if (code != 0) refuse_repository(code, path);
  return repo;
}

bool is_set(git_repository* repo, const std::string& key) {
  Handle<git_config, git_config_free> config;
  if (git_repository_config_snapshot(Out(config), repo) != 0) return false;
  int value = 0;
  return git_config_get_bool(&value, config.get(), key.c_str()) == 0 && value == 1;
}

git_oid oid_of(const ObjectId& id) {
  git_oid oid;
  if (git_oid_fromstr(&oid, id.c_str()) != 0 || id.size() != GIT_OID_HEXSZ) {
    throw Error("\"" + clean(id, 80) + "\" is no object id");
  }
  return oid;
}

ObjectId hex(const git_oid& id) {
  std::string text(GIT_OID_HEXSZ, '0');
  git_oid_fmt(text.data(), &id);
  return text;
}

void free_commit(git_commit* commit) { git_commit_free(commit); }
void free_tree(git_tree* tree) { git_tree_free(tree); }

CommitHandle find_commit(git_repository* repo, const ObjectId& id) {
  const git_oid oid = oid_of(id);
  CommitHandle commit;
  const int code = git_commit_lookup(Out(commit), repo, &oid);
  if (code == GIT_ENOTFOUND && git_repository_is_shallow(repo) == 1) {
    throw Error("commit " + id.substr(0, 12) + " is not in this shallow clone")
        .mend("fetch the history: git fetch --unshallow");
  }
  check(code, "cannot read commit " + id.substr(0, 12));
  return commit;
}

TreeHandle tree_of(git_repository* repo, const ObjectId& id) {
  const CommitHandle commit = find_commit(repo, id);
  TreeHandle tree;
  check(git_commit_tree(Out(tree), commit.get()), "cannot read the tree of " + id.substr(0, 12));
  return tree;
}

}  // namespace git

using namespace git;

namespace {

using ReferenceHandle = Handle<git_reference, git_reference_free>;
using ConfigHandle = Handle<git_config, git_config_free>;

std::string without_slash(const char* path) {
  std::string text = path == nullptr ? "" : path;
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

std::optional<std::string> symbolic_target(git_repository* repo, const std::string& name) {
  ReferenceHandle ref;
  if (git_reference_lookup(Out(ref), repo, name.c_str()) != 0) return std::nullopt;
  const char* target = git_reference_symbolic_target(ref.get());
  if (target == nullptr) return std::nullopt;
  return std::string(target);
}

bool has_ref(git_repository* repo, const std::string& name) {
  ReferenceHandle ref;
  return git_reference_lookup(Out(ref), repo, name.c_str()) == 0;
}

std::string configured(git_repository* repo, const char* key) {
  ConfigHandle config;
  if (git_repository_config_snapshot(Out(config), repo) != 0) return "";
  const char* value = nullptr;
  return git_config_get_string(&value, config.get(), key) == 0 ? value : "";
}

std::string without_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? std::string(text.substr(prefix.size())) : std::string();
}

std::map<std::string, std::string> trailers_of(const char* message) {
  git_message_trailer_array found{};
  std::map<std::string, std::string> trailers;
  if (message == nullptr || git_message_trailers(&found, message) != 0) return trailers;
  for (size_t i = 0; i < found.count; ++i) {
    trailers.insert_or_assign(found.trailers[i].key, found.trailers[i].value);
  }
  git_message_trailer_array_free(&found);
  return trailers;
}

std::string text_or_empty(const char* text) { return text == nullptr ? "" : text; }

// The first parent; none at the root and at the edge of a shallow clone.
CommitHandle parent_of(git_repository* repo, git_commit* commit) {
  CommitHandle parent;
  if (git_commit_parentcount(commit) == 0) return parent;
  const int code = git_commit_parent(Out(parent), commit, 0);
  if (code == GIT_ENOTFOUND && git_repository_is_shallow(repo) == 1) return nullptr;
  check(code, "cannot read the parent of " + hex(*git_commit_id(commit)).substr(0, 12));
  return parent;
}

}  // namespace

CommitSummary git::summary_of(git_commit* commit) {
  const git_signature* author = git_commit_author(commit);
  CommitSummary out;
  out.id = hex(*git_commit_id(commit));
  out.subject = text_or_empty(git_commit_summary(commit));
  out.author = {text_or_empty(author->name), text_or_empty(author->email)};
  out.time = Time(Seconds(git_commit_time(commit)));
  out.trailers = trailers_of(git_commit_message(commit));
  return out;
}

Repo::State::~State() { git_repository_free(repo); }

Repo::Repo(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repo::Repo(Repo&&) noexcept = default;
Repo& Repo::operator=(Repo&&) noexcept = default;
Repo::~Repo() = default;

Repo Repo::open(const std::string& path, Runner* runner) {
  Repo repo(std::make_unique<State>(open_repository(path)));
  repo.state_->runner = runner;
  if (git_repository_is_bare(repo.state_->repo) == 1) {
    throw Error("the Git repository at \"" + path + "\" is bare: it has no work tree",
                Exit::invalid)
        .mend("clone it and run this in the clone");
  }
  return repo;
}

std::string Repo::root() const { return without_slash(git_repository_workdir(state_->repo)); }
std::string Repo::git_dir() const { return without_slash(git_repository_commondir(state_->repo)); }
bool Repo::shallow() const { return git_repository_is_shallow(state_->repo) == 1; }

Head Repo::head() const {
  if (git_repository_head_detached(state_->repo) == 1) return Head::detached;
  return git_repository_head_unborn(state_->repo) == 1 ? Head::unborn : Head::branch;
}

std::string Repo::head_branch() const {
  return without_prefix(symbolic_target(state_->repo, "HEAD").value_or(""), "refs/heads/");
}

std::optional<std::string> Repo::remote() const {
  git_strarray names{};
  check(git_remote_list(&names, state_->repo), "cannot list the remotes");
  std::optional<std::string> found;
  for (size_t i = 0; i < names.count; ++i) {
    const std::string_view name = names.strings[i];
    if (name == "origin" || names.count == 1) found = name;
  }
  git_strarray_dispose(&names);
  return found;
}

std::string Repo::default_branch() const {
  if (const auto name = remote()) {
    const std::string place = "refs/remotes/" + *name + "/";
    const auto target = symbolic_target(state_->repo, place + "HEAD").value_or("");
    if (target.starts_with(place)) return target.substr(place.size());
  }
  for (const std::string& name : {configured(state_->repo, "init.defaultbranch"),
                                  std::string("main"), std::string("master")}) {
    if (!name.empty() && has_ref(state_->repo, "refs/heads/" + name)) return name;
  }
  return head_branch();
}

std::optional<ObjectId> Repo::resolve(const std::string& rev) const {
  Handle<git_object, git_object_free> found;
  Handle<git_object, git_object_free> commit;
  if (git_revparse_single(Out(found), state_->repo, rev.c_str()) != 0) return std::nullopt;
  if (git_object_peel(Out(commit), found.get(), GIT_OBJECT_COMMIT) != 0) return std::nullopt;
  return hex(*git_object_id(commit.get()));
}

bool Repo::descends(const ObjectId& commit, const ObjectId& ancestor) const {
  if (commit == ancestor) return true;
  const git_oid one = oid_of(commit);
  const git_oid two = oid_of(ancestor);
  const int code = git_graph_descendant_of(state_->repo, &one, &two);
  if (code == GIT_ENOTFOUND) return false;
  check(code, "cannot compare " + commit.substr(0, 12) + " and " + ancestor.substr(0, 12));
  return code == 1;
}

CommitSummary Repo::commit(const ObjectId& id) const {
  return state_->whole([&] { return summary_of(find_commit(state_->repo, id).get()); });
}

void Repo::walk(const ObjectId& from,
                const std::function<bool(const CommitSummary&)>& visit) const {
  CommitHandle commit = find_commit(state_->repo, from);
  while (commit && visit(summary_of(commit.get()))) commit = parent_of(state_->repo, commit.get());
}

namespace {

int move_ref(git_repository* repo, const std::string& ref, const std::optional<ObjectId>& expected,
             const git_oid& to, const std::string& why) {
  ReferenceHandle made;
  if (!expected) {
    return git_reference_create(Out(made), repo, ref.c_str(), &to, 0, why.c_str());
  }
  const git_oid from = oid_of(*expected);
  return git_reference_create_matching(Out(made), repo, ref.c_str(), &to, 1, &from, why.c_str());
}

// A ref is locked for the moment of its move. Nobody but muster moves these, and while it runs it
// holds its own lock, so that a lock of theirs that stays was left by a run that was killed.
bool clear_lock_of_killed_run(const std::string& ref, const std::string& lock) {
  constexpr auto moment = std::chrono::seconds(5);
  const bool own = ref.starts_with("refs/heads/muster/") || ref.starts_with("refs/muster/");
  struct stat found {};
  if (!own || ::lstat(lock.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return false;
  const auto age = std::chrono::system_clock::now() -
                   std::chrono::system_clock::from_time_t(found.st_mtim.tv_sec);
  if (age < std::chrono::seconds(-1)) return false;  // by another clock
  if (age <= moment) std::this_thread::sleep_for(moment - age);
  struct stat still {};
  const bool same = ::lstat(lock.c_str(), &still) == 0 && still.st_ino == found.st_ino &&
                    still.st_mtim.tv_sec == found.st_mtim.tv_sec;
  return !same || ::unlink(lock.c_str()) == 0;
}

}  // namespace

void Repo::update_ref(const std::string& ref, const std::optional<ObjectId>& expected,
                      const ObjectId& target, const std::string& why) {
  const git_oid to = oid_of(target);
  const std::string lock = git_dir() + "/" + ref + ".lock";
  int code = move_ref(state_->repo, ref, expected, to, why);
  if (code == GIT_ELOCKED && clear_lock_of_killed_run(ref, lock)) {
    code = move_ref(state_->repo, ref, expected, to, why);
  }
  if (code == GIT_EMODIFIED || code == GIT_EEXISTS || code == GIT_ENOTFOUND) {
    throw Error("somebody moved " + ref + " meanwhile").mend("run this again");
  }
  if (code == GIT_ELOCKED) {
    throw Error("another program holds the lock of " + ref, Exit::locked)
        .mend("wait for it; when none is running, remove " + lock);
  }
  check(code, "cannot move " + ref);
}

void Repo::require_index_unlocked() const {
  const std::string lock = std::string(git_repository_path(state_->repo)) + "index.lock";
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::symlink_status(lock, ignored))) return;
  throw Error("another program holds the Git index: " + lock + " exists", Exit::locked)
      .mend("wait for it to end; when no git is running, remove " + lock);
}

}  // namespace muster
