// Commits on top of a tree, computed along the changed paths only.
#include <git2.h>

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "core/pool.h"
#include "core/text.h"
#include "wire/git/ask_git.h"
#include "wire/git/clean.h"
#include "wire/git/objects.h"
#include "wire/git/state.h"

namespace muster {

using namespace git;

namespace {

constexpr size_t deepest = 32;  // folders in a path

// The changes below one folder.
struct Edit {
  std::map<std::string, size_t, std::less<>> files;  // name → index of the change
  std::map<std::string, Edit, std::less<>> folders;
};

struct Entry {
  git_filemode_t mode = GIT_FILEMODE_BLOB;
  RawId id{};
};
using Folder = std::map<std::string, Entry, std::less<>>;

void require_name(const std::string& name, const std::string& path) {
  const bool bad = name.empty() || name == "." || name == ".." || lower(name) == ".git" ||
                   name.find('\0') != std::string::npos;
  if (bad) throw Error("\"" + clean(path) + "\" is no path Git can keep");
}

Edit edit_of(std::span<const FileChange> changes) {
  Edit root;
  for (size_t i = 0; i < changes.size(); ++i) {
    std::vector<std::string> names = split(changes[i].path, '/');
    if (names.size() > deepest) throw Error("\"" + clean(changes[i].path) + "\" is too deep");
    for (const std::string& name : names) require_name(name, changes[i].path);
    Edit* at = &root;
    for (size_t n = 0; n + 1 < names.size(); ++n) at = &at->folders[names[n]];
    if (!at->files.emplace(names.back(), i).second) {
      throw Error("\"" + clean(changes[i].path) + "\" is changed twice in one commit");
    }
  }
  return root;
}

RawId raw(const git_oid& oid) {
  RawId id;
  std::copy(std::begin(oid.id), std::end(oid.id), id.begin());
  return id;
}

ObjectId hex_of(const RawId& id) {
  git_oid oid;
  git_oid_fromraw(&oid, id.data());
  return hex(oid);
}

std::string tree_body(const Folder& folder) {
  std::vector<std::pair<std::string, const Entry*>> order;
  for (const auto& [name, entry] : folder) {
    order.emplace_back(entry.mode == GIT_FILEMODE_TREE ? name + "/" : name, &entry);
  }
  std::sort(order.begin(), order.end());
  std::string body;
  for (auto& [name, entry] : order) {
    if (entry->mode == GIT_FILEMODE_TREE) name.pop_back();
    std::array<char, 16> mode{};
    std::snprintf(mode.data(), mode.size(), "%o ", static_cast<unsigned>(entry->mode));
    body += mode.data() + name;
    body += '\0';
    body.append(reinterpret_cast<const char*>(entry->id.data()), entry->id.size());
  }
  return body;
}

class Builder {
 public:
  Builder(git_repository* repo, const std::optional<ObjectId>& parent,
          std::span<const FileChange> changes)
      : repo_(repo),
        changes_(changes),
        cleaned_(cleaned(repo, parent, changes)),
        ids_(changes.size()) {
    constexpr size_t slice = 256;
    parallel_for((changes.size() + slice - 1) / slice, 0, [&](size_t s) {
      for (size_t i = s * slice; i < std::min(changes.size(), (s + 1) * slice); ++i) {
        if (changes[i].text) ids_[i] = object_id(ObjectType::blob, text_of(i));
      }
    });
  }

  // The id of `base` (nullopt: nothing there) with `edit` applied.
  RawId tree(const std::optional<RawId>& base, const Edit& edit, const std::string& path) {
    Folder folder = base ? read(*base) : Folder{};
    for (const auto& [name, index] : edit.files) file(folder, name, index);
    for (const auto& [name, below] : edit.folders) descend(folder, name, below, path + name + "/");
    empty_ = folder.empty();
    std::string body = tree_body(folder);
    const RawId id = object_id(ObjectType::tree, body);
    const bool wanted = !empty_ || path.empty();
    if (wanted && base != id) add({ObjectType::tree, bodies_.emplace_back(std::move(body)), id});
    return id;
  }

  RawId add_commit(std::string body) {
    const RawId id = object_id(ObjectType::commit, body);
    add({ObjectType::commit, bodies_.emplace_back(std::move(body)), id});
    return id;
  }

  const std::vector<NewObject>& objects() const { return objects_; }

 private:
  const std::string& text_of(size_t index) const {
    return cleaned_[index] ? *cleaned_[index] : *changes_[index].text;
  }

  Folder read(const RawId& id) const {
    git_oid oid;
    git_oid_fromraw(&oid, id.data());
    TreeHandle tree;
    check(git_tree_lookup(Out(tree), repo_, &oid), "cannot read a folder of the commit");
    Folder folder;
    for (size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
      const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
      folder[git_tree_entry_name(entry)] = {git_tree_entry_filemode_raw(entry),
                                            raw(*git_tree_entry_id(entry))};
    }
    return folder;
  }

  void file(Folder& folder, const std::string& name, size_t index) {
    const FileChange& change = changes_[index];
    const auto there = folder.find(name);
    if (!change.text) {
      if (there != folder.end() && there->second.mode != GIT_FILEMODE_TREE) folder.erase(there);
      return;
    }
    Entry entry{GIT_FILEMODE_BLOB, ids_[index]};
    if (there != folder.end()) {
      const git_filemode_t mode = there->second.mode;
      if (mode == GIT_FILEMODE_TREE || mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT) {
        throw Error("\"" + change.path + "\" is no ordinary file in Git", Exit::invalid)
            .mend("remove or rename it, and commit that");
      }
      if (there->second.id == entry.id) return;
      entry.mode = mode;
    }
    add({ObjectType::blob, text_of(index), entry.id});
    folder[name] = entry;
  }

  void descend(Folder& folder, const std::string& name, const Edit& below,
               const std::string& path) {
    const auto there = folder.find(name);
    std::optional<RawId> base;
    if (there != folder.end()) {
      if (there->second.mode != GIT_FILEMODE_TREE) {
        throw Error("\"" + path.substr(0, path.size() - 1) + "\" is no folder in Git",
                    Exit::invalid)
            .mend("remove or rename it, and commit that");
      }
      base = there->second.id;
    }
    const RawId id = tree(base, below, path);
    if (empty_) {
      folder.erase(name);
    } else {
      folder[name] = {GIT_FILEMODE_TREE, id};
    }
  }

  void add(const NewObject& object) {
    const std::string_view key(reinterpret_cast<const char*>(object.id.data()), object.id.size());
    if (known_.insert(std::string(key)).second) objects_.push_back(object);
  }

  git_repository* repo_;
  std::span<const FileChange> changes_;
  std::vector<std::optional<std::string>> cleaned_;  // texts that go into the store otherwise
  std::vector<RawId> ids_;                           // of the new texts
  std::deque<std::string> bodies_;
  std::vector<NewObject> objects_;
  std::unordered_set<std::string> known_;
  bool empty_ = false;  // the tree just computed holds nothing
};

std::string one_line(std::string_view text) {
  std::string out = visible(trim(text));
  std::erase_if(out, [](char c) { return c == '<' || c == '>'; });
  return out.empty() ? "unknown" : out;
}

std::string commit_body(const CommitPlan& plan) {
  const std::string who = one_line(plan.author.name) + " <" + one_line(plan.author.email) + "> " +
                          std::to_string(plan.time.time_since_epoch().count()) + " +0000\n";
  std::string body = "tree " + plan.tree + "\n";
  for (const ObjectId& parent : plan.parents) body += "parent " + parent + "\n";
  body += "author " + who + "committer " + who + "\n" + plan.message;
  if (!body.ends_with('\n')) body += '\n';
  return body;
}

// commit.gpgsign, which plumbing commands leave to their caller.
bool wants_signature(git_repository* repo) { return is_set(repo, "commit.gpgsign"); }

ObjectId signed_commit(const Repo::State& state, const CommitPlan& plan) {
  const std::string time = std::to_string(plan.time.time_since_epoch().count()) + " +0000";
  Question question{{"commit-tree", "-S", "-F", "-"}, plan.message, {}};
  for (const ObjectId& parent : plan.parents) {
    question.words.insert(question.words.end(), {"-p", parent});
  }
  question.words.push_back(plan.tree);
  for (const std::string role : {"GIT_AUTHOR_", "GIT_COMMITTER_"}) {
    question.environment.push_back(role + "NAME=" + one_line(plan.author.name));
    question.environment.push_back(role + "EMAIL=" + one_line(plan.author.email));
    question.environment.push_back(role + "DATE=" + time);
  }
  const Output output = ask(state.runner, git_repository_workdir(state.repo), question);
  if (output.code == 0) return std::string(trim(output.out));
  throw Error("git does not sign the commit, as commit.gpgsign asks")
      .because(reason_of(output))
      .mend(
          "give this machine the key; or, where unsigned commits will do: git config "
          "commit.gpgsign false");
}

}  // namespace

namespace git {

ObjectId store_commit(const Repo::State& state, const CommitPlan& plan) {
  if (wants_signature(state.repo)) return signed_commit(state, plan);
  const std::string body = commit_body(plan);
  const RawId id = object_id(ObjectType::commit, body);
  const NewObject object{ObjectType::commit, body, id};
  store_objects(state.repo, {&object, 1});
  return hex_of(id);
}

}  // namespace git

std::optional<ObjectId> Repo::write_commit(const std::optional<ObjectId>& parent,
                                           std::span<const FileChange> changes,
                                           const std::string& message, const Signature& author,
                                           Time time) {
  return state_->whole([&]() -> std::optional<ObjectId> {
    std::optional<RawId> base;
    if (parent) base = raw(*git_tree_id(tree_of(state_->repo, *parent).get()));
    const Edit edit = edit_of(changes);
    Builder builder(state_->repo, parent, changes);
    const RawId tree = builder.tree(base, edit, "");
    if (tree == base.value_or(object_id(ObjectType::tree, ""))) return std::nullopt;
    CommitPlan plan{hex_of(tree), {}, message, author, time};
    if (parent) plan.parents = {*parent};
    if (wants_signature(state_->repo)) {
      store_objects(state_->repo, builder.objects());
      return signed_commit(*state_, plan);
    }
    const RawId commit = builder.add_commit(commit_body(plan));
    store_objects(state_->repo, builder.objects());
    return hex_of(commit);
  });
}

}  // namespace muster
