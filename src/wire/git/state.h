// What the parts of Repo share; only for wire/git*.cpp.
#pragma once
#include <string>
#include <string_view>

#include "core/handle.h"
#include "wire/git/git.h"

struct git_repository;
struct git_oid;
struct git_commit;
struct git_tree;

namespace muster::git {

// Throws an Error "<doing>: <what git said>" unless `code` tells success.
void check(int code, std::string_view doing);
[[noreturn]] void fail(std::string_view doing);

// Starts the library on first use.
git_repository* open_repository(const std::string& path);

git_oid oid_of(const ObjectId& id);
ObjectId hex(const git_oid& id);

void free_commit(git_commit* commit);
void free_tree(git_tree* tree);
using CommitHandle = Handle<git_commit, free_commit>;
using TreeHandle = Handle<git_tree, free_tree>;
CommitHandle find_commit(git_repository* repo, const ObjectId& id);
TreeHandle tree_of(git_repository* repo, const ObjectId& commit);

}  // namespace muster::git

namespace muster {

struct Repo::State {
  explicit State(git_repository* opened) : repo(opened) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();
  git_repository* repo;
};

}  // namespace muster
