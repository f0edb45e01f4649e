// A plan from what the targets held at one time: no token, no network.
#include "flow/saved_state.h"

#include "flow_scene.h"
#include "target/netbox/read/take.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Saving : FlowScene {
  ReconcileOptions options;

  Saving() {
    options.offline = true;
    const std::string config = read("muster.yaml");
    write(
        "muster.yaml",
        config + "  nb: {kind: netbox, url: \"https://netbox.example\", token: {env: NO_TOKEN}}\n");
    put({.id = "aaaaaaaaaa", .name = "web1"});
    commit("Add a host");
  }

  // A NetBox with nothing in it.
  static std::string empty_netbox() {
    netbox::Tables tables;
    tables.version = "4.7.2";
    for (const netbox::Listing& each : netbox::whole_tables())
      tables.by_endpoint[each.endpoint].fields = each.fields;
    return netbox::render_tables(tables);
  }

  SavedState state(const std::string& name = "nb",
                   const std::string& address = "netbox.example") const {
    SavedState out{clock.now() - std::chrono::hours(3), {}};
    out.targets[name] = {"netbox", address, empty_netbox()};
    return out;
  }

  Planned plan(const SavedState& saved) {
    options.against = std::make_shared<SavedState>(saved);
    Workspace place = workspace();
    return make_plan(place, options, {clock, http, runner, progress}, {});
  }

  std::string file() const { return folder() + "/state"; }

  void put_file(const std::string& text) const { std::ofstream(file()) << text; }

  std::string file_text() const { return read("../state"); }

  std::string refusal_of_file() const {
    return refused([&] { read_saved(file()); });
  }
};

const std::string save_one = "\n  fix: save one: muster reconcile --plan --snapshot-out FILE\n";

}  // namespace

TEST_CASE("a plan from a saved state asks nothing, and says how old it is and what it leaves out") {
  Saving scene;
  write_saved(scene.file(), scene.state());
  const Plan plan = scene.plan(read_saved(scene.file())).plan;
  CHECK(plan.count(Op::create) > 3);
  CHECK(plan.targets.size() == 1);
  CHECK(render(plan.notes) ==
        "note: planned from what nb held 3 hours ago, at 2026-08-20T21:00:00Z\n"
        "  why: what changed there since is not in this plan\n"
        "note: not planned, because the saved state does not have it: ns\n"
        "note: no commit is known as applied to nb: a two-way plan\n"
        "  why: it retires nothing and does not tell drift apart\n");
}

TEST_CASE("a saved state of another target, or of none that is asked for, makes no plan") {
  Saving scene;
  CHECK(refused([&] { scene.plan(scene.state("nb", "other.example")); }) ==
        "exit 64\nerror: the saved state of nb is that of other.example, kind: netbox\n"
        "  fix: save the state of the target that muster.yaml has: reconcile --plan "
        "--snapshot-out\n");
  CHECK(refused([&] { scene.plan(scene.state("other")); }) ==
        "exit 64\nerror: the saved state has nothing of nb, ns\n"
        "  fix: save one of them: muster reconcile --plan --snapshot-out FILE\n");
}

TEST_CASE("a file that is no saved state, was cut or is of another version is refused") {
  Saving scene;
  write_saved(scene.file(), scene.state());
  const std::string whole = scene.file_text();
  const std::string said = "exit 64\nerror: " + scene.file() +
                           " is no saved state that a plan can be made from\n  why: ";
  scene.put_file("");
  CHECK(scene.refusal_of_file() == said + "it was cut" + save_one);
  scene.put_file(whole.substr(0, whole.size() - 5));
  CHECK(scene.refusal_of_file() == said + "it was cut" + save_one);
  scene.put_file(whole.substr(0, whole.find('\n') + 1));
  CHECK(scene.refusal_of_file() == said + "it was cut" + save_one);
  scene.put_file("{}\n" + whole);
  CHECK(scene.refusal_of_file() == said + "its first line says so nowhere" + save_one);
  scene.put_file("hosts:\n" + whole);
  CHECK(scene.refusal_of_file() == said + "it has lines that are no JSON" + save_one);
  std::string newer = whole;
  newer.replace(newer.find("\"muster_saved_state\":1"), 22, "\"muster_saved_state\":2");
  scene.put_file(newer);
  CHECK(scene.refusal_of_file() == said + "it is of version 2, this muster knows 1" + save_one);
}
