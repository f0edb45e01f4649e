// Review branches that do not fit what was merged meanwhile.
#include "flow/branch.h"
#include "flow/bulk/decide.h"
#include "flow/history/conflicts.h"
#include "flow_scene.h"
#include "view/history/conflicts.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Parted : FlowScene {
  HostText web1{.id = "aaaaaaaaaa", .name = "web1", .approval = "pending"};

  Parted() {
    std::string text = web1.text();
    text.insert(text.find("observed:"),
                "# ── muster's: rewritten by discover; edits below are lost ──\n");
    write(web1.path(), text);
    commit("Add web1");
  }

  void branch(const std::string& from = "main") const {
    git("switch -q -c muster/discover/berlin " + from);
  }
  void main() const { git("switch -q main"); }

  void decided(const std::string& key, const std::string& value) {
    Workspace place = workspace();
    Decision decision;
    decision.choice.words = {web1.id};
    decision.settings = always({{key, value}});
    decide(place, decision, runner, {});
    commit("Decide " + key);
  }

  std::string told(const std::optional<ObjectId>& commit = {}) const {
    Diagnostics notes;
    const View view = load_view(workspace(), commit, notes);
    const auto found = branch_conflicts(workspace(), view, notes);
    return render(notes) + conflicts_text(found);
  }
};

}  // namespace

TEST_CASE("a review branch that fits is no conflict") {
  Parted scene;
  scene.branch();
  scene.decided("notes", "rack 4");
  scene.main();
  CHECK(scene.told() == "no conflicts\n");
  scene.write("rules.yaml", "rules: []\n");
  scene.commit("Say what rules there are");
  CHECK(scene.told() == "no conflicts\n");
}

TEST_CASE("a value decided otherwise on a review branch and on main is told with both ways out") {
  Parted scene;
  scene.branch();
  scene.decided("approval", "approved");
  scene.main();
  scene.decided("approval", "rejected");
  const std::string objects = scene.git("count-objects");
  const std::string told = scene.told();
  CHECK(scene.git("count-objects") == objects);  // nothing is written
  CHECK(told ==
        "branch  muster/discover/berlin\n"
        "    Git alone, and so the forge, cannot merge it into main: "
        "hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    $ muster discover --push\n"
        "branch  web1  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    \"approval: approved\" on muster/discover/berlin and \"approval: rejected\" on main\n"
        "    $ muster discover --push   # that of main stands\n"
        "    $ muster set approval=approved aaaaaaaaaa --commit   # that of the branch stands\n"
        "2 conflicts\n");
  SECTION("what discover does settles it") {
    Workspace place = scene.workspace();
    const BranchTip tip =
        branch_tip(place.repo, "muster/discover/berlin", base_commit(place.repo), at("2026-08-21"));
    land(place.repo, tip, tip.parent, "test");
    CHECK(scene.told() == "no conflicts\n");
    CHECK(scene.git("show muster/discover/berlin:" + scene.web1.path()).find("rejected") !=
          std::string::npos);
  }
  SECTION("to say the same on main settles it") {
    scene.decided("approval", "approved");
    CHECK(scene.told() == "no conflicts\n");
  }
}

TEST_CASE("what main removed and a review branch decided in is told") {
  Parted scene;
  scene.branch();
  scene.decided("notes", "mine");
  scene.main();
  scene.git("rm -q " + scene.web1.path());
  scene.commit("Take it away");
  CHECK(scene.told() ==
        "branch  muster/discover/berlin\n"
        "    Git alone, and so the forge, cannot merge it into main: "
        "hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    $ muster discover --push\n"
        "branch  aaaaaaaaaa  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    the file is \"decided\" on muster/discover/berlin and removed on main\n"
        "    $ muster discover --push   # that of main stands\n"
        "    $ git diff main...muster/discover/berlin -- hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "2 conflicts\n");
}

TEST_CASE("a review branch without a commit in common is told, and a shallow clone says so") {
  Parted scene;
  scene.git("switch -q --orphan muster/discover/berlin");
  scene.write("hosts/berlin/x.txt", "x");
  scene.commit("Begin elsewhere");
  scene.main();
  CHECK(scene.told() ==
        "branch  muster/discover/berlin\n"
        "    it has no commit in common with main: no forge merges it\n"
        "    $ git push origin --delete muster/discover/berlin\n"
        "    $ git branch -D muster/discover/berlin\n"
        "    $ muster discover --push\n"
        "1 conflict\n");
  scene.write(".git/shallow", scene.git("rev-parse HEAD") + "\n");
  CHECK(scene.told() ==
        "note: whether review branches can be merged is not known of a shallow clone\n"
        "  fix: git fetch --unshallow\nno conflicts\n");
}
