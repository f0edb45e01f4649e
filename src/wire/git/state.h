// What the parts of Repo share; only for wire/git*.cpp.
#pragma once
#include <set>
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

// An object is not in the store.
class Missing : public Error {
 public:
  Missing(Error error, ObjectId lacking) : Error(std::move(error)), id(std::move(lacking)) {}
  ObjectId id;
};

// Starts the library on first use.
git_repository* open_repository(const std::string& path);

bool is_set(git_repository* repo, const std::string& key);  // of Git's configuration, a boolean

git_oid oid_of(const ObjectId& id);
ObjectId hex(const git_oid& id);

void free_commit(git_commit* commit);
void free_tree(git_tree* tree);
using CommitHandle = Handle<git_commit, free_commit>;
using TreeHandle = Handle<git_tree, free_tree>;
CommitHandle find_commit(git_repository* repo, const ObjectId& id);
TreeHandle tree_of(git_repository* repo, const ObjectId& commit);
CommitSummary summary_of(git_commit* commit);

}  // namespace muster::git

namespace muster {

struct Repo::State {
  explicit State(git_repository* opened) : repo(opened) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();

  // fn() again and again, as long as git brings what a partial clone lacks for it.
  template <class Fn>
  auto whole(Fn&& fn) const {
    std::set<ObjectId> asked;
    for (;;) {
      ObjectId lacking;
      try {
        return fn();
      } catch (const git::Missing& missing) {
        if (!asked.insert(missing.id).second) throw;
        require_partial(missing);
        lacking = missing.id;
      }
      bring({&lacking, 1});
    }
  }
  // The remote that promised the objects that are not here; "" when all should be.
  std::string promisor() const;
  void bring(std::span<const ObjectId> objects) const;

  git_repository* repo;
  Runner* runner = nullptr;

 private:
  void require_partial(const git::Missing& missing) const;
};

}  // namespace muster

namespace muster::git {

struct CommitPlan {
  ObjectId tree;
  std::vector<ObjectId> parents;
  std::string message;
  Signature author;
  Time time;
};

// Writes the commit object, signed where commit.gpgsign asks for it.
ObjectId store_commit(const Repo::State& state, const CommitPlan& plan);

}  // namespace muster::git
