#include "flow/branch.h"

#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr const char* berlin_branch = "muster/discover/berlin";

// Writes one file and commits it on `name`, which is made from main when it is not there.
ObjectId commit_on(const FlowScene& scene, const std::string& name, const std::string& path,
                   const std::string& text) {
  scene.git("checkout -q " + name + " 2>/dev/null || git -C '" + scene.root() + "' checkout -qb " +
            name);
  scene.write(path, text);
  const ObjectId made = scene.commit("Write " + path);
  scene.git("checkout -q main");
  return made;
}

BranchTip tip_of(const FlowScene& scene) {
  Workspace workspace = scene.workspace();
  return branch_tip(workspace.repo, berlin_branch, base_commit(workspace.repo), scene.clock.time);
}

std::string clean_refusal(const FlowScene& scene, const std::string& name,
                          const std::string& path) {
  const Workspace workspace = scene.workspace();
  return refused([&] { require_clean(workspace.repo, name, {{path, "new"}}); });
}

// A clone's view of its remote, without one: the remote has a name and its branch a commit.
void remote_has(const FlowScene& scene, const std::string& name, const ObjectId& commit) {
  if (scene.git("remote").empty()) scene.git("remote add origin /nowhere");
  scene.git("update-ref refs/remotes/origin/" + name + " " + commit);
}

}  // namespace

TEST_CASE("a branch that is not there begins from the base") {
  FlowScene scene;
  const BranchTip tip = tip_of(scene);
  CHECK(tip.parent == scene.git("rev-parse main"));
  CHECK(tip.local == std::nullopt);
}

TEST_CASE("a branch with commits of its own goes on from them") {
  FlowScene scene;
  const ObjectId last = commit_on(scene, berlin_branch, "a", "1");
  const BranchTip tip = tip_of(scene);
  CHECK(tip.parent == last);
  CHECK(tip.local == last);
}

TEST_CASE("a branch that was merged begins again from the base") {
  FlowScene scene;
  const ObjectId last = commit_on(scene, berlin_branch, "a", "1");
  scene.git("merge -q --no-ff -m Merge " + std::string(berlin_branch));
  const BranchTip tip = tip_of(scene);
  CHECK(tip.parent == scene.git("rev-parse main"));
  CHECK(tip.local == last);
}

TEST_CASE("the base is merged into a branch that stands beside it") {
  FlowScene scene;
  const ObjectId last = commit_on(scene, berlin_branch, "a", "1");
  const ObjectId base = commit_on(scene, "main", "b", "2");
  const BranchTip tip = tip_of(scene);
  CHECK(scene.git("log -1 --format='%s: %P' " + tip.parent) ==
        "Merge main into muster/discover/berlin: " + last + " " + base);
  CHECK(scene.git("ls-tree --name-only " + tip.parent) == "a\nb\nmuster.yaml");
  CHECK(scene.git("rev-parse " + std::string(berlin_branch)) == last);
}

TEST_CASE("of lines that the branch and the base changed those of the base stand, and are told") {
  FlowScene scene;
  commit_on(scene, berlin_branch, "a", "1");
  commit_on(scene, "main", "a", "2");
  const BranchTip tip = tip_of(scene);
  CHECK(tip.settled);
  CHECK(render(tip.told) ==
        "a: warning: both branches changed the same lines: those of the other branch stand\n"
        "  fix: see what this branch had: git log -p -- a\n");
  CHECK(scene.git("show " + tip.parent + ":a") == "2");
  CHECK(scene.git("log -1 --format=%B " + tip.parent) ==
        "Merge main into muster/discover/berlin\n\nDecided on both sides:\n"
        "- a: both branches changed the same lines: those of the other branch stand");
}

TEST_CASE("a host file removed on main does not stop its branch, and leaves it") {
  FlowScene scene;
  HostText web1 = scene.put({.id = "aaaaaaaaaa", .name = "web1", .approval = "pending"});
  scene.commit("Add web1");
  web1.address = "10.20.4.18";
  commit_on(scene, berlin_branch, web1.path(), web1.text());
  scene.git("rm -q " + web1.path());
  scene.commit("Remove web1");
  const BranchTip tip = tip_of(scene);
  CHECK(tip.settled);
  CHECK(render(tip.told) == "");
  CHECK(scene.git("ls-tree -r --name-only " + tip.parent) == "muster.yaml");
}

TEST_CASE("a host that was decided on both branches keeps what main says, and that is told") {
  FlowScene scene;
  HostText web1 = scene.put({.id = "aaaaaaaaaa", .name = "web1", .approval = "pending"});
  scene.commit("Add web1");
  web1.approval = "approved";
  commit_on(scene, berlin_branch, web1.path(), web1.text());
  web1.approval = "rejected";
  commit_on(scene, "main", web1.path(), web1.text());
  const BranchTip tip = tip_of(scene);
  CHECK(render(tip.told) ==
        web1.path() +
            ": warning: approval was decided on both branches: that of the other branch stands\n"
            "  why: here: approval: approved; there: approval: rejected\n"
            "  fix: decide it anew on this branch, where that is not what you mean\n");
  CHECK(scene.git("show " + tip.parent + ":" + web1.path()) + "\n" == web1.text());
}

TEST_CASE("after a squash merge a host that main removed since does not come back") {
  FlowScene scene;
  HostText web1{.id = "aaaaaaaaaa", .name = "web1", .approval = "pending"};
  commit_on(scene, berlin_branch, web1.path(), web1.text());
  scene.git("merge -q --squash " + std::string(berlin_branch));
  scene.commit("Discover, squashed");
  scene.git("rm -q " + web1.path());
  scene.commit("Remove web1");
  const BranchTip tip = tip_of(scene);
  CHECK(tip.settled);
  CHECK(render(tip.told) == "");
  CHECK(scene.git("ls-tree -r --name-only " + tip.parent) == "muster.yaml");
}

TEST_CASE(
    "after a squash merge what main took back stays so, and what the branch says since stands") {
  FlowScene scene;
  HostText web1 = scene.put({.id = "aaaaaaaaaa", .name = "web1", .approval = "pending"});
  HostText web2 = scene.put({.id = "bbbbbbbbbb", .name = "web2", .approval = "pending"});
  scene.commit("Add two");
  const std::string before = web1.text();
  web1.approval = web2.approval = "approved";
  commit_on(scene, berlin_branch, web1.path(), web1.text());
  commit_on(scene, berlin_branch, web2.path(), web2.text());
  scene.git("merge -q --squash " + std::string(berlin_branch));
  scene.commit("Approve, squashed");
  commit_on(scene, "main", web1.path(), before);
  web2.approval = "rejected";
  commit_on(scene, berlin_branch, web2.path(), web2.text());
  const BranchTip tip = tip_of(scene);
  CHECK(render(tip.told) == "");
  CHECK(scene.git("show " + tip.parent + ":" + web1.path()) + "\n" == before);
  CHECK(scene.git("show " + tip.parent + ":" + web2.path()) + "\n" == web2.text());
}

TEST_CASE("of a branch here and its remote one the newer is gone on from") {
  FlowScene scene;
  const ObjectId first = commit_on(scene, berlin_branch, "a", "1");
  const ObjectId second = commit_on(scene, berlin_branch, "a", "2");
  remote_has(scene, berlin_branch, first);
  CHECK(tip_of(scene).parent == second);
  remote_has(scene, berlin_branch, second);
  scene.git("update-ref refs/heads/" + std::string(berlin_branch) + " " + first);
  CHECK(tip_of(scene).parent == second);
}

TEST_CASE("of two machines that discovered at once the one that pushed first is gone on from") {
  FlowScene scene;
  const ObjectId theirs = commit_on(scene, berlin_branch, "a", "1");
  scene.git("branch -q -f " + std::string(berlin_branch) + " main");
  commit_on(scene, berlin_branch, "b", "2");
  scene.git("checkout -q " + std::string(berlin_branch));
  scene.git("commit -q --amend -m 'discover\n\nMuster-Run: r1'");
  scene.git("checkout -q main");
  remote_has(scene, berlin_branch, theirs);
  CHECK(tip_of(scene).parent == theirs);
}

TEST_CASE("what a person committed here is merged with what the remote branch has") {
  FlowScene scene;
  const ObjectId theirs = commit_on(scene, berlin_branch, "a", "1");
  scene.git("branch -q -f " + std::string(berlin_branch) + " main");
  const ObjectId ours = commit_on(scene, berlin_branch, "b", "2");
  remote_has(scene, berlin_branch, theirs);
  const BranchTip tip = tip_of(scene);
  CHECK(scene.git("log -1 --format='%s: %P' " + tip.parent) ==
        "Merge muster/discover/berlin of the remote: " + ours + " " + theirs);
  CHECK(scene.git("ls-tree --name-only " + tip.parent) == "a\nb\nmuster.yaml");
}

TEST_CASE("of lines that people changed here and on the remote branch the remote's stand") {
  FlowScene scene;
  const ObjectId theirs = commit_on(scene, berlin_branch, "a", "1");
  scene.git("branch -q -f " + std::string(berlin_branch) + " main");
  commit_on(scene, berlin_branch, "a", "2");
  remote_has(scene, berlin_branch, theirs);
  const BranchTip tip = tip_of(scene);
  CHECK(scene.git("show " + tip.parent + ":a") == "1");
  CHECK(tip.told.items().size() == 1);
}

TEST_CASE("the base is the default branch, here or as the remote has it") {
  FlowScene scene;
  const ObjectId first = scene.git("rev-parse main");
  CHECK(base_commit(scene.workspace().repo) == first);
  const ObjectId second = commit_on(scene, "main", "a", "1");
  remote_has(scene, "main", second);
  scene.git("reset -q --hard " + first);
  CHECK(base_commit(scene.workspace().repo) == second);
  commit_on(scene, "elsewhere", "b", "1");
  scene.git("checkout -q elsewhere");
  CHECK(base_commit(scene.workspace().repo) == second);
}

TEST_CASE("a branch that is not checked out never touches the work tree") {
  FlowScene scene;
  scene.write("muster.yaml", "edited");
  CHECK(clean_refusal(scene, berlin_branch, "muster.yaml") == "nothing was refused");
}

TEST_CASE("a checked out branch is not landed on over uncommitted work") {
  FlowScene scene;
  scene.write("a", "1");
  scene.commit("Write a");
  scene.write("a", "2");
  scene.write("new", "1");
  CHECK(clean_refusal(scene, "main", "b") == "nothing was refused");
  const std::string rest =
      " has uncommitted changes\n"
      "  why: branch main is checked out and the commit would overwrite them\n"
      "  fix: commit or stash them, then run again\n";
  CHECK(clean_refusal(scene, "main", "a") == "exit 3\nerror: a" + rest);
  CHECK(clean_refusal(scene, "main", "new") == "exit 3\nerror: new" + rest);
}

TEST_CASE("landing moves the branch, and the work tree where it is checked out") {
  FlowScene scene;
  Workspace workspace = scene.workspace();
  for (const std::string name : {"main", "muster/discover/berlin"}) {
    INFO(name);
    const BranchTip tip{name, workspace.repo.resolve("refs/heads/" + name),
                        base_commit(workspace.repo)};
    const FileChange change{"hosts/" + std::to_string(name.size()), "text"};
    const auto commit = workspace.repo.write_commit(tip.parent, {&change, 1}, "Write",
                                                    committer(workspace.repo), scene.clock.time);
    REQUIRE(commit);
    land(workspace.repo, tip, *commit, "test");
    CHECK(scene.git("rev-parse " + name) == *commit);
    CHECK(scene.exists(change.path) == (name == "main"));
    CHECK(scene.git("status --porcelain").empty());
  }
}

TEST_CASE("a branch is to be pushed when only the remote one lacks commits") {
  FlowScene scene;
  const ObjectId first = commit_on(scene, berlin_branch, "a", "1");
  const ObjectId second = commit_on(scene, berlin_branch, "a", "2");
  const auto ask = [&] { return to_push(scene.workspace().repo, berlin_branch); };
  CHECK(ask());
  remote_has(scene, berlin_branch, first);
  CHECK(ask());
  remote_has(scene, berlin_branch, second);
  CHECK_FALSE(ask());
  scene.git("update-ref refs/heads/" + std::string(berlin_branch) + " " + first);
  CHECK_FALSE(ask());
  CHECK_FALSE(to_push(scene.workspace().repo, "nobody"));
}
