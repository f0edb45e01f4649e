// What is told of forty commits by four people, as whole texts: tests/golden/story. MUSTER_ACCEPT=1
// writes them and fails.
#include "story_scene.h"

#include <fstream>
#include <sstream>

#include "flow/history/conflicts.h"
#include "flow/reconcile_apply.h"
#include "view/history/conflicts.h"

using namespace muster;
using namespace muster::test;

namespace {

void check_told(const std::string& name, const std::string& told) {
  const std::string path = TESTS_DIR "/golden/story/" + name + ".txt";
  if (std::getenv("MUSTER_ACCEPT") != nullptr) {
    std::ofstream(path) << told;
    FAIL_CHECK(path << " is written");
  }
  std::ostringstream golden;
  golden << std::ifstream(path).rdbuf();
  CHECK(told == golden.str());
}

// With a target, and with a review branch that left main before eve rejected a host.
struct WholeStory : FortyCommits {
  ReconcileOptions planning;

  WholeStory() {
    planning.offline = true;
    git("switch -q -c muster/discover/berlin " + commits[24]);
    decide_as("bob", "notes", "by the door", 4);
    decide_as("bob", "name", "till", 3);
    git("switch -q main");
  }

  void decide_as(const std::string& who, const std::string& key, const std::string& value,
                 int host) {
    decided(host, key, value, who);
    commits.pop_back();  // not of the forty
  }

  Planned planned() {
    Workspace place = workspace();
    return make_plan(place, planning, {clock, http, runner, progress}, {});
  }

  void apply() {
    Workspace place = workspace();
    Planned plan = planned();
    REQUIRE(apply_plan(place, planning, plan, wires, {}).complete());
  }

  void by_hand(const std::string& from, const std::string& to) const {
    std::string text = read("../zones.conf");
    REQUIRE(text.find(from) != std::string::npos);
    write("../zones.conf", text.replace(text.find(from), from.size(), to));
  }

  std::string conflicts() const {
    Diagnostics notes;
    const View view = load_view(workspace(), std::nullopt, notes);
    auto found = host_conflicts(view.inventory);
    for (Conflict& one : branch_conflicts(workspace(), view, notes))
      found.push_back(std::move(one));
    CHECK(render(notes) == "");
    return numbered(conflicts_text(found));
  }
};

}  // namespace

TEST_CASE("forty commits by four people are told whole") {
  WholeStory story;
  REQUIRE(story.commits.size() == 41);
  story.apply();
  Day begun{};  // the commit before the forty has the time of this run
  parse_day("2026-08-10", begun);
  Day ended{};
  parse_day("2026-08-20", ended);
  check_told("history", story.told({.since = begun, .until = ended, .limit = 100}));
  check_told("diff", story.differs(story.commits[0] + "..HEAD"));
  story.by_hand("10.20.4.13", "10.20.4.213");
  check_told("drift", story.numbered(drift_text(story.planned().plan)));
  story.apply();
  CHECK(drift_count(story.planned().plan) == 0);
  check_told("conflicts", story.conflicts());
  Workspace place = story.workspace();
  const RollbackReport back = rollback(place, {.to = story.commits[24]}, at("2026-08-21"));
  REQUIRE(back.commit);
  story.commits.push_back(*back.commit);
  check_told("rollback", story.numbered(rollback_text(back)));
}
