// What Git's configuration, attributes, hooks and kinds of clones ask for, with real git.
#include <utime.h>

#include "flow/branch.h"
#include "flow/bulk/decide.h"
#include "flow/discover.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// web1 and web2 wait for approval; the repository serves partial clones.
struct Shared : FlowScene {
  HostText web1 = pending("aaaaaaaaaa", "web1", "10.20.4.17");
  HostText web2 = pending("bbbbbbbbbb", "web2", "10.20.4.18");

  Shared() {
    commit("Add hosts");
    git("config uploadpack.allowFilter true");
  }

  HostText pending(const std::string& id, const std::string& name, const std::string& address) {
    return put({.id = id, .name = name, .approval = "pending", .address = address});
  }

  std::string clone(const std::string& options) const {
    const std::string place = folder() + "/clone";
    run("git clone -q " + options + " 'file://" + root() + "' '" + place + "' 2>&1");
    run("git -C '" + place + "' config user.name Ada");
    run("git -C '" + place + "' config user.email ada@example.net");
    return place;
  }

  Workspace workspace_in(const std::string& place) const {
    return open_workspace(place, "", runner);
  }

  DecisionReport approve_web1(const std::string& place, bool commit = true) const {
    Workspace workspace = workspace_in(place);
    Decision decision;
    decision.settings = always({{"approval", "approved"}});
    decision.subject = "approve";
    decision.choice.words = {"web1"};
    decision.commit = commit;
    return decide(workspace, decision, runner);
  }

  void hook(const std::string& name, const std::string& script) const {
    write(".git/hooks/" + name, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(root() + "/.git/hooks/" + name, std::filesystem::perms::owner_all);
  }

  // A key of this test's own, which signs and is trusted.
  void sign_by_ssh() const {
    run("ssh-keygen -q -t ed25519 -N '' -C '' -f '" + folder() + "/key'");
    write("../signers", "ada@example.net " + run("cat '" + folder() + "/key.pub'") + "\n");
    git("config gpg.format ssh");
    git("config user.signingkey '" + folder() + "/key.pub'");
    git("config gpg.ssh.allowedSignersFile '" + folder() + "/signers'");
    git("config commit.gpgsign true");
  }

  size_t hosts_in(const std::string& place) const {
    Diagnostics trouble;
    const Workspace workspace = workspace_in(place);
    const size_t count = load_hosts(workspace, {}, trouble)->files.size();
    CHECK(render(trouble) == "");
    return count;
  }
};

std::string in(const std::string& place, const std::string& arguments) {
  return GitScene::run("git -C '" + place + "' " + arguments + " 2>&1");
}

}  // namespace

TEST_CASE("a decision in a work tree with other line ends commits one line") {
  const Shared scene;
  const std::string place = scene.clone("-c core.autocrlf=true");
  scene.approve_web1(place);
  CHECK(in(place, "show --numstat --format=%s HEAD") ==
        "approve: 1 host\n\n1\t1\t" + scene.web1.path());
  CHECK(in(place, "status --porcelain").empty());
}

TEST_CASE("a decision goes through the filter program that attributes name") {
  const Shared scene;
  scene.write(".gitattributes", "hosts/** filter=shout\n");
  scene.git("config filter.shout.clean 'sed s/approved/APPROVED/'");
  scene.commit("Add a filter");
  scene.approve_web1(scene.root());
  CHECK(scene.git("show HEAD:" + scene.web1.path()).find("approval: APPROVED\n") !=
        std::string::npos);
  CHECK(scene.git("status --porcelain").empty());
}

TEST_CASE("decisions are signed as Git's configuration asks") {
  const Shared scene;
  scene.sign_by_ssh();
  scene.approve_web1(scene.root());
  CHECK(scene.git("log -1 --format=%G?") == "G");
}

TEST_CASE("what discover commits and merges is signed, too") {
  const Shared scene;
  scene.sign_by_ssh();
  Workspace workspace = scene.workspace();
  const ObjectId head = scene.git("rev-parse HEAD");
  const auto commit_file = [&](const std::string& path) {
    const FileChange change{path, "text"};
    return *workspace.repo.write_commit(head, {&change, 1}, "Write", committer(workspace.repo),
                                        scene.clock.time);
  };
  std::vector<std::string> conflicts;
  const ObjectId one = commit_file("a"), other = commit_file("b");
  const auto merged = workspace.repo.merge(one, other, "Merge", committer(workspace.repo),
                                           scene.clock.time, conflicts);
  for (const ObjectId& commit : {one, *merged}) {
    CHECK(scene.git("log -1 --format='%G? %an %at' " + commit) == "G Ada 1787270400");
  }
  CHECK(scene.git("ls-tree --name-only " + *merged) == "a\nb\nhosts\nmuster.yaml");
}

TEST_CASE("a key that is not there refuses the commit with git's words") {
  const Shared scene;
  scene.git("config gpg.format ssh");
  scene.git("config user.signingkey '" + scene.folder() + "/nobody'");
  scene.git("config commit.gpgsign true");
  const std::string text = refused([&] { scene.approve_web1(scene.root()); });
  CHECK(text.starts_with("exit 1\nerror: git does not commit this\n  why: error: "));
  CHECK(text.ends_with("  fix: nothing was committed; mend that, then run this again\n"));
  CHECK(scene.git("status --porcelain").empty());
  Workspace workspace = scene.workspace();
  const FileChange change{"a", "text"};
  CHECK(
      refused([&] {
        workspace.repo.write_commit({}, {&change, 1}, "Write", {"Ada", "a@b.c"}, scene.clock.time);
      }).starts_with("exit 1\nerror: git does not sign the commit, as commit.gpgsign asks\n"));
}

TEST_CASE("hooks see a decision, may add to its message, and may refuse it") {
  const Shared scene;
  scene.hook("pre-commit", "git diff --cached --name-only >'" + scene.folder() + "/seen'");
  scene.hook("commit-msg", "echo 'Signed-off-by: Ada' >>\"$1\"");
  scene.approve_web1(scene.root());
  CHECK(scene.read("../seen") == scene.web1.path() + "\n");
  CHECK(scene.git("log -1 --format='%(trailers:key=Signed-off-by)'") == "Signed-off-by: Ada");
  scene.git("reset -q --hard HEAD~1");
  scene.hook("pre-commit", "echo 'no decisions on Fridays' >&2; exit 1");
  CHECK(refused([&] { scene.approve_web1(scene.root()); }) ==
        "exit 1\nerror: git does not commit this\n  why: no decisions on Fridays\n"
        "  fix: nothing was committed; mend that, then run this again\n");
  CHECK(scene.git("status --porcelain").empty());
}

TEST_CASE("the hook for messages refuses what discover commits") {
  const Shared scene;
  const Workspace workspace = scene.workspace();
  CHECK(workspace.repo.through_message_hook("discover: 1\n") == "discover: 1\n");
  scene.hook("commit-msg", "grep -q TICKET \"$1\" || { echo 'no ticket' >&2; exit 1; }");
  CHECK(refused([&] { workspace.repo.through_message_hook("discover: 1\n"); }) ==
        "exit 1\nerror: the hook commit-msg refuses the commit\n  why: no ticket\n"
        "  fix: mend what it says, then run again\n");
}

TEST_CASE("what else is staged is not committed with a decision and stays staged") {
  const Shared scene;
  scene.write("other", "1");
  scene.git("add other");
  scene.approve_web1(scene.root());
  CHECK(scene.git("show --name-only --format= HEAD") == scene.web1.path());
  CHECK(scene.git("status --porcelain") == "A  other");
}

TEST_CASE("nobody decides without a name") {
  const Shared scene;
  scene.git("config --unset user.name");
  scene.git("config user.useConfigOnly true");
  ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  const std::string text = refused([&] { scene.approve_web1(scene.root()); });
  ::unsetenv("GIT_CONFIG_GLOBAL");
  CHECK(text ==
        "exit 3\nerror: who decides is not known: Git has no user.name and user.email\n"
        "  fix: git config --global user.name NAME && git config --global user.email ADDRESS\n");
  CHECK(scene.git("status --porcelain").empty());
}

TEST_CASE("a partial clone fetches what it lacks") {
  const Shared scene;
  for (const std::string filter : {"blob:none", "tree:0"}) {
    INFO(filter);
    const std::string place = scene.clone("--sparse --filter=" + filter);
    const Workspace workspace = scene.workspace_in(place);
    Diagnostics trouble;
    CHECK(load_hosts(workspace, workspace.repo.resolve("HEAD"), trouble)->files.size() == 2);
    CHECK(workspace.repo.read_at(*workspace.repo.resolve("HEAD"), "muster.yaml"));
    CHECK(render(trouble) == "");
    std::filesystem::remove_all(place);
  }
}

TEST_CASE("a partial clone whose remote is away says what it lacks and how to get it") {
  const Shared scene;
  const std::string place = scene.clone("--sparse --filter=blob:none");
  in(place, "remote set-url origin /nowhere");
  const Workspace workspace = scene.workspace_in(place);
  Diagnostics trouble;
  const std::string text =
      refused([&] { load_hosts(workspace, workspace.repo.resolve("HEAD"), trouble); });
  CHECK(
      text.starts_with("exit 1\nerror: this partial clone lacks 2 objects, and origin does not "
                       "give them\n  why: fatal: '/nowhere' does not appear to be"));
  CHECK(
      text.ends_with("  fix: see that origin can be reached, or fetch everything at once: "
                     "git fetch --refetch --filter=blob:limit=1g\n"));
}

TEST_CASE("a shallow clone fetches the history that its review branch left main in") {
  Shared scene;
  scene.git("checkout -q -b muster/discover/berlin");
  scene.write(scene.web1.path(), scene.web1.text() + "# seen\n");
  scene.commit("Look at web1");
  scene.git("checkout -q main");
  scene.write("README", "ours\n");
  scene.commit("Tell of it");
  const std::string place = scene.clone("--depth 1");
  scene.lease({"bc:24:11:00:00:09 10.20.4.19 web9"});
  Workspace workspace = scene.workspace_in(place);
  DiscoverOptions options;
  options.push = true;
  const DiscoverReport report = discover(workspace, options, scene.wires, {});
  CHECK(report.pushed);
  CHECK(scene.git("log --first-parent --format=%s muster/discover/berlin") ==
        "discover(berlin): 1 new, 0 changed, 0 gone\nMerge main into muster/discover/berlin\n"
        "Look at web1\nAdd hosts\nBegin the inventory");
}

TEST_CASE("a sparse check-out loses no host, and edits none that is not there") {
  const Shared scene;
  const std::string place = scene.clone("--sparse");
  CHECK_FALSE(std::filesystem::exists(place + "/hosts"));
  CHECK(scene.hosts_in(place) == 2);
  CHECK(refused([&] { scene.approve_web1(place); }) ==
        "exit 3\nerror: " + scene.web1.path() +
            " is not checked out here\n  why: this is a sparse check-out\n"
            "  fix: git sparse-checkout add hosts\n");
  in(place, "sparse-checkout add hosts");
  scene.approve_web1(place);
  CHECK(in(place, "status --porcelain").empty());
}

TEST_CASE("landing on a sparse check-out leaves out what it leaves out") {
  const Shared scene;
  const std::string place = scene.clone("--sparse");
  Workspace workspace = scene.workspace_in(place);
  const BranchTip tip{"main", workspace.repo.resolve("refs/heads/main"),
                      base_commit(workspace.repo)};
  const FileChange change{scene.web1.path(), "text"};
  const auto commit = workspace.repo.write_commit(tip.parent, {&change, 1}, "Write",
                                                  committer(workspace.repo), scene.clock.time);
  land(workspace.repo, tip, *commit, "test");
  CHECK(in(place, "status --porcelain").empty());
  CHECK_FALSE(std::filesystem::exists(place + "/hosts"));
}

TEST_CASE("a repository of SHA-256 is refused in a sentence") {
  const Shared scene;
  const std::string place = scene.folder() + "/sha256";
  GitScene::run("git init -q --object-format=sha256 '" + place + "'");
  CHECK(refused([&] { Repo::open(place); }) ==
        "exit 3\nerror: the Git repository at \"" + place +
            "\" names its objects by SHA-256\n  why: muster reads repositories of SHA-1 only\n"
            "  fix: move the inventory to one: git init --object-format=sha1\n");
}

TEST_CASE("discover's files keep to the line ends of attributes and to no filter program") {
  const Shared scene;
  scene.write(".gitattributes", "*.yaml text\n");
  const ObjectId head = scene.commit("Add attributes");
  Workspace workspace = scene.workspace();
  const auto write = [&](const ObjectId& on, const std::string& text) {
    const FileChange change{"hosts/a.yaml", text};
    return workspace.repo.write_commit(on, {&change, 1}, "Write", committer(workspace.repo),
                                       scene.clock.time);
  };
  const auto commit = write(head, "one\r\ntwo\r\n");
  CHECK(workspace.repo.read_at(*commit, "hosts/a.yaml") == "one\ntwo\n");
  scene.write(".gitattributes", "*.yaml filter=crypt\n");
  const ObjectId next = scene.commit("Encrypt");
  CHECK(write(next, "one\n"));
  scene.git("config filter.crypt.clean cat");
  CHECK(
      refused([&] { write(next, "two\n"); }) ==
      "exit 3\nerror: \"hosts/a.yaml\" goes through the Git filter \"crypt\", which muster does "
      "not run\n  fix: keep host files out of it: put \"hosts/** -filter\" into .gitattributes\n");
}

TEST_CASE("a push that the server refuses shows the server's reason") {
  const Shared scene;
  const std::string place = scene.clone("");
  scene.git("checkout -q --detach");
  scene.hook("pre-receive", "echo 'only on Mondays'; exit 1");
  in(place, "commit -q --allow-empty -m More");
  const Workspace workspace = scene.workspace_in(place);
  CHECK(refused(
            [&] { push(workspace.repo, scene.runner, {"refs/heads/main:refs/heads/main"}, {}); }) ==
        "exit 1\nerror: git push origin failed\n"
        "  why: remote: only on Mondays; ! [remote rejected] main -> main (pre-receive hook "
        "declined)\n"
        "  fix: see that this machine may push, git fetch, then run again: nothing is lost\n");
}

TEST_CASE("the ref lock of a killed run is cleared on muster's own refs and nowhere else") {
  const Shared scene;
  Workspace workspace = scene.workspace();
  const ObjectId head = scene.git("rev-parse HEAD");
  const auto locked = [&](const std::string& ref, long age) {
    scene.write(".git/" + ref + ".lock", "");
    const utimbuf times{::time(nullptr) - age, ::time(nullptr) - age};
    ::utime((scene.root() + "/.git/" + ref + ".lock").c_str(), &times);
    return refused([&] { workspace.repo.update_ref(ref, {}, head, "test"); });
  };
  const auto refusal_of = [&](const std::string& ref) {
    return "exit 7\nerror: another program holds the lock of " + ref +
           "\n  fix: wait for it; when none is running, remove " + scene.root() + "/.git/" + ref +
           ".lock\n";
  };
  CHECK(locked("refs/heads/muster/x", 3600) == "nothing was refused");
  CHECK(locked("refs/muster/begun/ns", 4) == "nothing was refused");
  CHECK(locked("refs/heads/muster/y", -3600) == refusal_of("refs/heads/muster/y"));
  CHECK(locked("refs/heads/mine", 3600) == refusal_of("refs/heads/mine"));
}
