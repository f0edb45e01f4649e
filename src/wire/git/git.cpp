#include "wire/git/git.h"

#include <git2.h>

#include <filesystem>

#include "core/text.h"
#include "wire/git/state.h"

namespace muster {
namespace git {
namespace {

void start_library() {
  static const int started = [] {
    const int code = git_libgit2_init();
    if (code >= 0) git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
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
  if (code < 0) fail(doing);
}

git_repository* open_repository(const std::string& path) {
  start_library();
  git_repository* repo = nullptr;
  const int code = git_repository_open_ext(&repo, path.c_str(), 0, nullptr);
  if (code == 0) return repo;
  if (code == GIT_ENOTFOUND) {
    throw Error("no Git repository holds \"" + path + "\"", Exit::invalid)
        .mend("run this inside the inventory repository, or make one with: git init");
  }
  if (code == GIT_EOWNER) {
    throw Error("the Git repository at \"" + path + "\" belongs to another user", Exit::invalid)
        .mend("if you trust it: git config --global --add safe.directory \"" + path + "\"");
  }
  throw Error("cannot open the Git repository at \"" + path + "\": " + last_words(), Exit::invalid);
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

CommitSummary summary_of(git_commit* commit) {
  const git_signature* author = git_commit_author(commit);
  CommitSummary out;
  out.id = hex(*git_commit_id(commit));
  out.subject = text_or_empty(git_commit_summary(commit));
  out.author = {text_or_empty(author->name), text_or_empty(author->email)};
  out.time = Time(Seconds(git_commit_time(commit)));
  out.trailers = trailers_of(git_commit_message(commit));
  return out;
}

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

Repo::State::~State() { git_repository_free(repo); }

Repo::Repo(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repo::Repo(Repo&&) noexcept = default;
Repo& Repo::operator=(Repo&&) noexcept = default;
Repo::~Repo() = default;

Repo Repo::open(const std::string& path) {
  Repo repo(std::make_unique<State>(open_repository(path)));
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
  return summary_of(find_commit(state_->repo, id).get());
}

void Repo::walk(const ObjectId& from,
                const std::function<bool(const CommitSummary&)>& visit) const {
  CommitHandle commit = find_commit(state_->repo, from);
  while (commit && visit(summary_of(commit.get()))) commit = parent_of(state_->repo, commit.get());
}

std::optional<Signature> Repo::identity() const {
  Handle<git_signature, git_signature_free> found;
  if (git_signature_default(Out(found), state_->repo) != 0) return std::nullopt;
  return Signature{found->name, found->email};
}

void Repo::update_ref(const std::string& ref, const std::optional<ObjectId>& expected,
                      const ObjectId& target, const std::string& why) {
  const git_oid to = oid_of(target);
  ReferenceHandle made;
  int code = 0;
  if (expected) {
    const git_oid from = oid_of(*expected);
    code = git_reference_create_matching(Out(made), state_->repo, ref.c_str(), &to, 1, &from,
                                         why.c_str());
  } else {
    code = git_reference_create(Out(made), state_->repo, ref.c_str(), &to, 0, why.c_str());
  }
  if (code == GIT_EMODIFIED || code == GIT_EEXISTS || code == GIT_ENOTFOUND) {
    throw Error("somebody moved " + ref + " meanwhile").mend("run this again");
  }
  if (code == GIT_ELOCKED) {
    throw Error("another program holds the lock of " + ref, Exit::locked)
        .mend("wait for it; when none is running, remove " + git_dir() + "/" + ref + ".lock");
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
