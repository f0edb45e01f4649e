// Who may decide what a branch brings.
#include "flow/approvals/approvals.h"

#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// A branch that leaves main, on which people decide.
struct Deciding : FlowScene {
  HostText web1, web2;

  explicit Deciding(const std::string& wanted, const std::string& rules = "") {
    policy = wanted;
    write_config();
    if (!rules.empty()) write("rules.yaml", rules);
    web1 = put({.id = "aaaaaaaaaa", .name = "web1", .approval = "pending"});
    web2 = put({.id = "bbbbbbbbbb", .name = "web2", .approval = "pending"});
    web2.address = "10.20.4.18";
    put(web2);
    commit("Add two hosts");
    git("checkout -qb work");
  }

  ObjectId commit_as(const std::string& name, const std::string& message) const {
    git("add -A");
    git("-c user.name=" + name + " -c user.email=" + name +
        "@example.org commit -q --allow-empty -m '" + message + "'");
    return git("rev-parse HEAD");
  }

  ObjectId approve(HostText& host, const std::string& name,
                   const std::string& message = "Approve") const {
    host.approval = "approved";
    put(host);
    return commit_as(name, message);
  }

  std::string found() const {
    const Workspace here = workspace();
    Diagnostics trouble;
    check_approvals(here, *here.repo.resolve("main"), *here.repo.resolve("HEAD"), trouble);
    trouble.sort();
    std::string out;
    for (Error error : trouble.items()) {
      error.where.source.clear();
      out += render(error);
    }
    return out;
  }
};

constexpr const char* ada_decides =
    "{approvers: [{path: '*', people: ['*@ops.example']},"
    " {path: 'hosts/berlin/*', people: [ada@example.org]}]}";

}  // namespace

TEST_CASE("who may decide about the files of a site may, and nobody else") {
  Deciding scene(ada_decides);
  scene.approve(scene.web1, "ada");
  CHECK(scene.found() == "");
  const ObjectId eve = scene.approve(scene.web2, "eve");
  CHECK(scene.found() == scene.web2.path() +
                             ":3:11: error: approval was decided by eve <eve@example.org> in " +
                             eve.substr(0, 9) +
                             ", who may not decide there\n"
                             "  fix: let one of ada@example.org decide it: policy.approvers\n");
}

TEST_CASE("the policy is that of the base, and it guards its own file as well") {
  Deciding scene(ada_decides);
  scene.policy = "";
  scene.write_config();
  const ObjectId eve = scene.commit_as("eve", "Let everybody decide");
  CHECK(scene.found() ==
        "muster.yaml: error: what stands there was decided by eve "
        "<eve@example.org> in " +
            eve.substr(0, 9) +
            ", who may not decide there\n"
            "  fix: let one of *@ops.example decide it: policy.approvers\n");
}

TEST_CASE("what is no decision about an approved host anybody may write") {
  Deciding scene(ada_decides);
  scene.web1.classification = "unknown";
  scene.put(scene.web1);
  scene.commit_as("eve", "Classify what is pending");
  CHECK(scene.found() == "");
}

TEST_CASE("of an approved host every line counts, and so does that its file goes") {
  Deciding scene(ada_decides);
  scene.git("checkout -q main");
  scene.approve(scene.web1, "ada");
  scene.approve(scene.web2, "ada");
  scene.git("checkout -q work");
  scene.git("merge -q main");
  scene.web1.protect = true;
  scene.put(scene.web1);
  scene.git("rm -q " + scene.web2.path());
  const std::string eve = scene.commit_as("eve", "Protect and remove").substr(0, 9);
  const std::string rest =
      " was decided by eve <eve@example.org> in " + eve + ", who may not decide there\n";
  CHECK(scene.found() == scene.web1.path() + ":4:10: error: protect" + rest +
                             "  why: the same holds of 1 other value\n"
                             "  fix: let one of ada@example.org decide it: policy.approvers\n");
}

TEST_CASE("a merge decides nothing, and what it says of its own does") {
  Deciding scene(ada_decides);
  scene.approve(scene.web1, "ada");
  scene.git("checkout -q main");
  scene.write("README", "of the inventory");
  scene.commit("Describe it");
  scene.git("checkout -q work");
  scene.git("-c user.email=eve@example.org merge -q -m Merge main");
  CHECK(scene.found() == "");
  scene.web2.approval = "approved";
  scene.put(scene.web2);
  scene.git("add -A");
  scene.git(
      "-c user.name=eve -c user.email=eve@example.org commit -q --amend -m Merge "
      "--reset-author");
  CHECK(scene.found().find("approval was decided by eve <eve@example.org>") != std::string::npos);
}

TEST_CASE("discover approves what a rule of the base approves, and nothing else") {
  const std::string rules =
      "rules:\n  - {rule: web, where: 'ip = 10.20.4.17', classification: server, approval: "
      "approved}\n";
  const auto [policy, severity] = GENERATE(
      table<std::string, std::string>({{ada_decides, "error"}, {"{max_hosts: 250}", "warning"}}));
  Deciding scene(policy, rules);
  const std::string run = "discover\n\nMuster-Run: 20260821T0000Z-abcd";
  scene.approve(scene.web1, "bot", run);
  CHECK(scene.found() == "");
  const ObjectId bot = scene.approve(scene.web2, "bot", run);
  CHECK(scene.found() == scene.web2.path() + ":3:11: " + severity +
                             ": approval was written by discover in " + bot.substr(0, 9) +
                             ", and no rule of the base says so\n"
                             "  fix: add the rule to the base first, or let a person decide\n");
}

TEST_CASE("with four eyes a decision stands when another person says to have reviewed it") {
  Deciding scene("{four_eyes: true}");
  const ObjectId ada = scene.approve(scene.web1, "ada");
  const std::string missing =
      scene.web1.path() + ":3:11: error: approval was decided by ada <ada@example.org> in " +
      ada.substr(0, 9) +
      ", and nobody else has reviewed it\n"
      "  fix: another person commits: git commit --allow-empty -m Review --trailer "
      "\"Reviewed-by: NAME <MAIL>\"\n";
  CHECK(scene.found() == missing);
  scene.commit_as("ada", "Review\n\nReviewed-by: ada <ada@example.org>");
  scene.commit_as("ada", "Review\n\nReviewed-by: bob <bob@example.org>");
  CHECK(scene.found() == missing);
  scene.commit_as("bob", "Review\n\nReviewed-by: bob <bob@example.org>");
  CHECK(scene.found() == "");
  scene.approve(scene.web2, "ada");
  CHECK(scene.found().find(scene.web2.path()) == 0);
}

TEST_CASE("a decision that has to be signed counts by its author's own key alone") {
  Deciding scene("{signed_decisions: true}");
  const std::string key = scene.folder() + "/key";
  GitScene::run("ssh-keygen -q -t ed25519 -N '' -C ada -f " + key);
  scene.git("config gpg.format ssh");
  scene.git("config user.signingkey " + key + ".pub");
  scene.git("config gpg.ssh.allowedSignersFile " + scene.folder() + "/signers");
  GitScene::run("echo \"ada@example.org $(cat " + key + ".pub)\" > " + scene.folder() + "/signers");
  scene.git("config commit.gpgsign true");
  scene.approve(scene.web1, "ada");
  CHECK(scene.found() == "");
  const ObjectId eve = scene.approve(scene.web2, "eve");
  const std::string unsigned_one =
      scene.web2.path() + ":3:11: error: approval was decided in " + eve.substr(0, 9) +
      ", which eve <eve@example.org> did not sign\n"
      "  fix: sign it (git commit --amend -S), and let the runner know the key by "
      "gpg.ssh.allowedSignersFile\n";
  CHECK(scene.found() == unsigned_one);
}

TEST_CASE("what discover owns is told when a person edits it") {
  Deciding scene("{}");
  std::string text = scene.web1.text();
  text.replace(text.find("10.20.4.17"), 10, "10.20.4.99");
  scene.write(scene.web1.path(), text);
  const ObjectId eve = scene.commit_as("eve", "Move it");
  const std::string told = scene.found();
  CHECK(told.find("warning: observed was edited by hand in " + eve.substr(0, 9)) !=
        std::string::npos);
  CHECK(told.find("  fix: discover writes it anew; what is to stand against it goes into "
                  "overrides:\n") != std::string::npos);
}
