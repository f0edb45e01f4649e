#include "wire/git/git.h"

#include <catch2/catch.hpp>

#include "git_scene.h"

using namespace muster;

namespace {

const Signature ada{"Ada", "ada@example.net"};
const Time noon{Seconds(1'787'000'000)};

std::vector<FileChange> many(size_t count) {
  std::vector<FileChange> changes;
  for (size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    changes.push_back({"hosts/s" + std::to_string(i % 7) + "/h" + number + ".yaml",
                       "name: " + number + "\n" + std::string(i % 900, 'x') + "\n"});
  }
  return changes;
}

// The tree git itself writes for the files of the work tree.
std::string tree_by_git(const GitScene& scene, const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) {
    if (change.text) {
      scene.write(change.path, *change.text);
    } else {
      std::filesystem::remove(scene.root() + "/" + change.path);
    }
  }
  scene.git("add -A");
  return scene.git("write-tree");
}

std::string tree_of_commit(const GitScene& scene, const ObjectId& commit) {
  return scene.git("rev-parse " + commit + "^{tree}");
}

}  // namespace

TEST_CASE("a folder without a repository is refused with what to do") {
  const GitScene scene;
  CHECK(refusal([&] { Repo::open(scene.folder()); }) ==
        "error: no Git repository holds \"" + scene.folder() +
            "\"\n  fix: run this inside the inventory repository, or make one with: git init\n");
}

TEST_CASE("a bare repository is refused with what to do") {
  const GitScene scene;
  const std::string bare = scene.folder() + "/bare";
  GitScene::run("git init -q --bare " + bare);
  CHECK(refusal([&] { Repo::open(bare); }) ==
        "error: the Git repository at \"" + bare +
            "\" is bare: it has no work tree\n  fix: clone it and run this in the clone\n");
}

TEST_CASE("a repository tells its root, branch and state of HEAD") {
  const GitScene scene;
  scene.write("hosts/a.yaml", "a\n");
  const auto unborn = Repo::open(scene.root() + "/hosts");
  CHECK(unborn.root() == scene.root());
  CHECK(unborn.git_dir() == scene.root() + "/.git");
  CHECK(unborn.head() == Head::unborn);
  CHECK(unborn.head_branch() == "main");
  CHECK(unborn.resolve("HEAD") == std::nullopt);

  const std::string first = scene.commit("first");
  const auto repo = Repo::open(scene.root(), &git_runner());
  CHECK(repo.head() == Head::branch);
  CHECK(repo.resolve("main") == first);
  CHECK(repo.default_branch() == "main");
  CHECK(repo.remote() == std::nullopt);
  CHECK_FALSE(repo.shallow());
  CHECK(repo.identity()->email == "ada@example.net");
  scene.git("checkout -q --detach");
  CHECK(repo.head() == Head::detached);
  CHECK(repo.head_branch().empty());
}

TEST_CASE("a clone knows its remote and the remote's default branch, a shallow one that it is") {
  const GitScene scene;
  scene.commit("first");
  scene.commit("second");
  scene.git("branch -m trunk");
  const std::string clone = scene.folder() + "/clone";
  GitScene::run("git clone -q --depth 1 'file://" + scene.root() + "' " + clone);
  const auto repo = Repo::open(clone);
  CHECK(repo.remote() == "origin");
  CHECK(repo.default_branch() == "trunk");
  CHECK(repo.shallow());
  int seen = 0;
  repo.walk(*repo.resolve("HEAD"), [&](const CommitSummary&) { return ++seen > 0; });
  CHECK(seen == 1);
  const std::string first = scene.git("rev-parse trunk~1");
  CHECK(refusal([&] { repo.commit(first); }) ==
        "error: commit " + first.substr(0, 12) +
            " is not in this shallow clone\n  fix: fetch the history: git fetch --unshallow\n");
}

TEST_CASE("commits are read with subject, author, time and trailers") {
  const GitScene scene;
  auto repo = Repo::open(scene.root());
  const auto root =
      repo.write_commit({}, many(2), "hosts: two\n\nWhy.\n\nMuster-Run: r1\n", ada, noon);
  const CommitSummary summary = repo.commit(*root);
  CHECK(summary.subject == "hosts: two");
  CHECK(summary.author.name == "Ada");
  CHECK(summary.time == noon);
  CHECK(summary.trailers == std::map<std::string, std::string>{{"Muster-Run", "r1"}});
}

TEST_CASE("a commit descends from its parent, and not the other way") {
  const GitScene scene;
  scene.write("a", "1");
  const std::string first = scene.commit("first");
  scene.write("b", "1");
  const std::string second = scene.commit("second");
  const auto repo = Repo::open(scene.root());
  CHECK(repo.descends(second, first));
  CHECK_FALSE(repo.descends(first, second));
}

TEST_CASE("a written commit has the tree that git writes, whatever its size") {
  for (const size_t count : {1, 5, 40, 2000}) {
    const GitScene scene;
    scene.write("muster.yaml", "sites: {}\n");
    scene.write("hosts/s1/kept.yaml", "kept\n");
    scene.write("hosts-old", "sorts before the folder hosts\n");
    const std::string base = scene.commit("base");
    auto repo = Repo::open(scene.root());
    auto changes = many(count);
    changes.push_back({"hosts/s1/kept.yaml", std::nullopt});
    const auto commit = repo.write_commit(base, changes, "muster: discover", ada, noon);
    REQUIRE(commit);
    CHECK(scene.git("status --porcelain").empty());
    CHECK(tree_of_commit(scene, *commit) == tree_by_git(scene, changes));
    CHECK(scene.git("fsck --full --strict --no-dangling --no-progress").empty());
    CHECK(repo.list(*commit, "hosts").size() == count);
  }
}

TEST_CASE("removing the last file of a folder removes the folder") {
  const GitScene scene;
  scene.write("a/b/c/only", "x");
  scene.write("keep", "x");
  const std::string base = scene.commit("base");
  auto repo = Repo::open(scene.root());
  const std::vector<FileChange> changes{{"a/b/c/only", std::nullopt}};
  const auto commit = repo.write_commit(base, changes, "gone", ada, noon);
  CHECK(tree_of_commit(scene, *commit) == tree_by_git(scene, changes));
  CHECK(scene.git("fsck --full --no-progress") == "dangling commit " + *commit);
}

TEST_CASE("a commit that changes nothing is not written") {
  const GitScene scene;
  scene.write("a/b", "same\n");
  const std::string base = scene.commit("base");
  auto repo = Repo::open(scene.root());
  const std::vector<FileChange> same{{"a/b", "same\n"}, {"a/none", std::nullopt}};
  CHECK(repo.write_commit(base, same, "nothing", ada, noon) == std::nullopt);
  CHECK(repo.write_commit({}, {}, "nothing", ada, noon) == std::nullopt);
}

TEST_CASE("paths Git cannot keep and files in the way are refused") {
  const GitScene scene;
  scene.write("file", "x");
  std::filesystem::create_symlink("/etc", scene.root() + "/link");
  const std::string base = scene.commit("base");
  auto repo = Repo::open(scene.root());
  const auto attempt = [&](const std::string& path) {
    const std::vector<FileChange> changes{{path, "x\n"}};
    return refusal([&] { repo.write_commit(base, changes, "m", ada, noon); });
  };
  for (const std::string path : {"a/../b", ".git/config", "a/.GIT/x", "/abs", "a//b", ""}) {
    CHECK(attempt(path) == "error: \"" + path + "\" is no path Git can keep\n");
  }
  CHECK(attempt("file/below") ==
        "error: \"file\" is no folder in Git\n  fix: remove or rename it, and commit that\n");
  CHECK(
      attempt("link") ==
      "error: \"link\" is no ordinary file in Git\n  fix: remove or rename it, and commit that\n");
  CHECK(attempt("link/passwd") ==
        "error: \"link\" is no folder in Git\n  fix: remove or rename it, and commit that\n");
}

TEST_CASE("blobs are read back in order, and large ones are left out") {
  const GitScene scene;
  auto repo = Repo::open(scene.root());
  const auto changes = many(9000);
  const auto commit = repo.write_commit({}, changes, "many", ada, noon);
  const auto files = repo.list(*commit, "hosts");
  std::vector<ObjectId> blobs;
  for (const auto& file : files) blobs.push_back(file.blob);
  const auto texts = repo.read_all(blobs, 500);
  std::map<std::string, std::string> wanted;
  for (const FileChange& change : changes) wanted[change.path] = *change.text;
  size_t wrong = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string& text = wanted.at(files[i].path);
    if (texts[i] != (text.size() > 500 ? std::nullopt : std::optional(text))) ++wrong;
  }
  CHECK(files.size() == 9000);
  CHECK(wrong == 0);
  CHECK(repo.read_at(*commit, changes[3].path) == changes[3].text);
  CHECK(repo.read_at(*commit, "hosts/none") == std::nullopt);
  CHECK(repo.read_at(*commit, "hosts") == std::nullopt);
  CHECK(repo.list(*commit, "none").empty());
}

TEST_CASE("a ref moves only from where it is expected to be") {
  const GitScene scene;
  const std::string first = scene.commit("first");
  const std::string second = scene.commit("second");
  auto repo = Repo::open(scene.root());
  const std::string ref = "refs/heads/muster/discover/berlin";
  repo.update_ref(ref, {}, first, "muster");
  const std::string moved = "error: somebody moved " + ref + " meanwhile\n  fix: run this again\n";
  CHECK(refusal([&] { repo.update_ref(ref, {}, second, "muster"); }) == moved);
  CHECK(refusal([&] { repo.update_ref(ref, second, second, "muster"); }) == moved);
  repo.update_ref(ref, first, second, "muster");
  CHECK(repo.resolve(ref) == second);
  scene.write(".git/refs/heads/mine.lock", "");
  CHECK(refusal([&] { repo.update_ref("refs/heads/mine", {}, first, "muster"); }) ==
        "error: another program holds the lock of refs/heads/mine\n"
        "  fix: wait for it; when none is running, remove " +
            scene.root() + "/.git/refs/heads/mine.lock\n");
}
