// Only what people merged is applied.
#include "flow/merged.h"

#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// The repository of the scene is the remote; a pipeline works in a clone of it.
struct Remote : FlowScene {
  std::string place = folder() + "/clone";

  Remote() {
    run("git clone -q 'file://" + root() + "' '" + place + "'");
    here("config user.name Ada");
    here("config user.email ada@example.net");
  }

  std::string here(const std::string& arguments) const {
    return run("git -C '" + place + "' " + arguments + " 2>&1");
  }

  std::string refusal(const std::string& rev, bool fetching = true) {
    const Workspace workspace = open_workspace(place, "", runner);
    return refused([&] {
      require_merged(workspace, require_commit(workspace.repo, rev), fetching, runner, {});
    });
  }

  std::string not_merged(const std::string& rev, const std::string& why,
                         const std::string& fix = "push or merge it first") const {
    return "exit 4\nerror: commit " + here("rev-parse " + rev).substr(0, 9) +
           " is not merged: " + why + "\n  fix: " + fix + ", or apply it with --unmerged\n";
  }
};

constexpr const char* merged = "nothing was refused";

}  // namespace

TEST_CASE("a commit of the remote's branch is merged, one of a feature branch is not") {
  Remote scene;
  CHECK(scene.refusal("HEAD") == merged);
  scene.here("switch -q -c feature");
  scene.here("commit -q --allow-empty -m More");
  const std::string why = "branch main of origin does not contain it";
  CHECK(scene.refusal("HEAD") == scene.not_merged("HEAD", why));
  scene.here("push -q origin feature");
  CHECK(scene.refusal("HEAD") == scene.not_merged("HEAD", why));
  scene.git("merge -q feature");
  CHECK(scene.refusal("HEAD", false) == scene.not_merged("HEAD", why));
  CHECK(scene.refusal("HEAD") == merged);
  scene.commit("Go on");
  CHECK(scene.refusal("HEAD") == merged);  // an older commit of main
}

TEST_CASE("a detached shallow clone without a remote HEAD asks the remote for it") {
  Remote scene;
  scene.git("branch -m main trunk");
  scene.place = scene.folder() + "/pipeline";
  scene.run("git init -q '" + scene.place + "'");
  scene.here("remote add origin 'file://" + scene.root() + "'");
  scene.here("fetch -q --depth 1 origin " + scene.git("rev-parse HEAD"));
  scene.here("checkout -q FETCH_HEAD");
  CHECK(scene.refusal("HEAD") == merged);
  scene.commit("Go on");
  CHECK(scene.refusal("HEAD") == merged);
}

TEST_CASE("policy.branch counts as the remote's HEAD has it, not as the commit says") {
  Remote scene;
  scene.here("switch -q -c feature");
  scene.here("commit -q --allow-empty -m More");
  scene.here("push -q origin feature");
  scene.policy = "{branch: feature}";
  scene.write_config();
  scene.run("cp '" + scene.root() + "/muster.yaml' '" + scene.place + "'");
  scene.git("checkout -q -- muster.yaml");
  scene.here("commit -q -a -m 'Say so'");
  CHECK(scene.refusal("HEAD") ==
        scene.not_merged("HEAD", "branch main of origin does not contain it"));
  scene.write_config();
  scene.commit("Apply features");
  CHECK(scene.refusal("HEAD") ==
        scene.not_merged("HEAD", "branch feature of origin does not contain it"));
  CHECK(scene.refusal("HEAD~1") == merged);
}

TEST_CASE("without a remote the default branch here counts") {
  Remote scene;
  scene.place = scene.root();
  const std::string fix = "merge it first";
  CHECK(scene.refusal("HEAD") == merged);
  scene.git("switch -q -c feature");
  scene.commit("More");
  CHECK(scene.refusal("HEAD") == scene.not_merged("HEAD", "branch main does not contain it", fix));
  scene.git("switch -q --detach main");
  CHECK(scene.refusal("HEAD") == merged);
}

TEST_CASE("a remote that cannot be asked is an error, unless it need not be") {
  Remote scene;
  scene.runner.breaks = "fatal: unable to access the remote";
  CHECK(scene.refusal("HEAD") ==
        "exit 1\nerror: git ls-remote origin failed\n  why: fatal: unable to access the remote\n"
        "  fix: see that this machine may read it, or go by what is known here, with --offline\n");
  CHECK(scene.refusal("HEAD", false) == merged);
}
