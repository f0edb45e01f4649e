#include <catch2/catch.hpp>

#include "git_scene.h"
#include "wire/git/git.h"

using namespace muster;

namespace {

const Signature writer{"Ada", "writer@example.net"};
const Time written{Seconds(1'787'000'000)};

// A committed base, and a commit on top of it that is not checked out yet.
struct Ahead : GitScene {
  Ahead() : repo(Repo::open(root(), &git_runner())) {
    write("hosts/a.yaml", "a1\n");
    write("hosts/old/b.yaml", "b1\n");
    write("notes.txt", "mine\n");
    before = commit("base");
    const std::vector<FileChange> changes{
        {"hosts/a.yaml", "a2\n"}, {"hosts/old/b.yaml", {}}, {"hosts/new/c.yaml", "c1\n"}};
    after = *repo.write_commit(before, changes, "next", writer, written);
  }
  void advance() {
    repo.advance_worktree(before, after);
    repo.update_ref("refs/heads/main", before, after, "muster");
  }
  Repo repo;
  ObjectId before;
  ObjectId after;
};

std::string in_the_way(const std::string& paths) {
  return "error: uncommitted work is in the way of " + paths +
         "\n  fix: commit, stash or remove these, then run this again\n";
}

}  // namespace

TEST_CASE("the work tree and the index follow a commit") {
  Ahead scene;
  scene.advance();
  CHECK(scene.git("status --porcelain").empty());
  CHECK(scene.repo.dirty("").empty());
  CHECK(scene.read("hosts/a.yaml") == "a2\n");
  CHECK(scene.read("hosts/new/c.yaml") == "c1\n");
  CHECK_FALSE(scene.exists("hosts/old"));
  CHECK_FALSE(scene.exists(".git/index.lock"));
  CHECK(scene.git("fsck --full --no-progress").empty());
}

TEST_CASE("other people's uncommitted work stays as it is") {
  Ahead scene;
  scene.write("notes.txt", "edited\n");
  scene.write("staged.txt", "staged\n");
  scene.git("add staged.txt");
  scene.write("untracked.txt", "new\n");
  scene.advance();
  CHECK(scene.git("status --porcelain") == " M notes.txt\nA  staged.txt\n?? untracked.txt");
  CHECK(scene.read("notes.txt") == "edited\n");
  CHECK(scene.repo.dirty("") ==
        std::vector<std::string>{"notes.txt", "staged.txt", "untracked.txt"});
  CHECK(scene.repo.dirty("hosts").empty());
}

TEST_CASE("a touched file with uncommitted work stops everything") {
  Ahead scene;
  SECTION("edited") {
    scene.write("hosts/a.yaml", "mine\n");
    CHECK(refusal([&] { scene.advance(); }) == in_the_way("1 file: hosts/a.yaml"));
    CHECK(scene.read("hosts/a.yaml") == "mine\n");
  }
  SECTION("edited with the same size in the same second") {
    scene.write("hosts/a.yaml", "a9\n");
    CHECK(refusal([&] { scene.advance(); }) == in_the_way("1 file: hosts/a.yaml"));
  }
  SECTION("staged") {
    scene.write("hosts/a.yaml", "mine\n");
    scene.git("add hosts/a.yaml");
    scene.write("hosts/a.yaml", "a1\n");
    CHECK(refusal([&] { scene.advance(); }) == in_the_way("1 file: hosts/a.yaml"));
  }
  SECTION("untracked in the way") {
    scene.write("hosts/new/c.yaml", "mine\n");
    CHECK(refusal([&] { scene.advance(); }) == in_the_way("1 file: hosts/new/c.yaml"));
  }
  SECTION("a file that is to go was edited, and one was removed") {
    scene.write("hosts/old/b.yaml", "mine\n");
    std::filesystem::remove(scene.root() + "/hosts/a.yaml");
    CHECK(refusal([&] { scene.advance(); }) ==
          in_the_way("2 files: hosts/a.yaml, hosts/old/b.yaml"));
  }
  SECTION("a symbolic link stands where a folder is wanted") {
    std::filesystem::create_directory(scene.folder() + "/elsewhere");
    std::filesystem::create_symlink(scene.folder() + "/elsewhere", scene.root() + "/hosts/new");
    CHECK(refusal([&] { scene.advance(); }) == in_the_way("1 file: hosts/new/c.yaml"));
    CHECK(std::filesystem::is_empty(scene.folder() + "/elsewhere"));
  }
  CHECK(scene.repo.resolve("HEAD") == scene.before);
  CHECK_FALSE(scene.exists(".git/index.lock"));
}

TEST_CASE("a locked index is named with what to do, and nothing changes") {
  Ahead scene;
  const std::string lock = scene.root() + "/.git/index.lock";
  scene.write(".git/index.lock", "");
  CHECK(refusal([&] { scene.advance(); }) ==
        "error: another program holds the Git index: " + lock +
            " exists\n  fix: wait for it to end; when no git is running, remove " + lock + "\n");
  CHECK(scene.read("hosts/a.yaml") == "a1\n");
  CHECK(scene.exists(".git/index.lock"));
}

TEST_CASE("work that was cut short is taken up again") {
  Ahead scene;
  scene.write("hosts/a.yaml", "a2\n");
  scene.write("hosts/new/c.yaml", "c1\n");
  scene.write("hosts/new/.muster-c.yaml.new", "c");
  scene.advance();
  CHECK(scene.git("status --porcelain").empty());
}

TEST_CASE("the first commit of a repository fills the work tree") {
  const GitScene scene;
  auto repo = Repo::open(scene.root());
  const std::vector<FileChange> changes{{"hosts/a.yaml", "a\n"}};
  const auto commit = repo.write_commit({}, changes, "first", writer, written);
  repo.advance_worktree({}, *commit);
  repo.update_ref("refs/heads/main", {}, *commit, "muster");
  CHECK(scene.git("status --porcelain").empty());
  CHECK(scene.read("hosts/a.yaml") == "a\n");
}

TEST_CASE("line ends follow the attributes of the repository, and the mode of a file stays") {
  const GitScene scene;
  scene.write(".gitattributes", "*.yaml eol=crlf\n");
  scene.write("hosts/a.yaml", "a1\r\n");
  std::filesystem::permissions(scene.root() + "/hosts/a.yaml", std::filesystem::perms::owner_all);
  const std::string before = scene.commit("base");
  auto repo = Repo::open(scene.root());
  const std::vector<FileChange> changes{{"hosts/a.yaml", "a2\n"}};
  const auto after = repo.write_commit(before, changes, "next", writer, written);
  repo.advance_worktree(before, *after);
  repo.update_ref("refs/heads/main", before, *after, "muster");
  CHECK(scene.read("hosts/a.yaml") == "a2\r\n");
  CHECK(scene.git("status --porcelain").empty());
}
