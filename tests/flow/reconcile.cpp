// Plans and applies against a target that is one file.
#include "flow/reconcile_apply.h"

#include "flow_scene.h"
#include "view/apply.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Reconciling : FlowScene {
  HostText web1 = put({.id = "aaaaaaaaaa", .name = "web1"});
  HostText web2 = put({.id = "bbbbbbbbbb", .name = "web2", .address = "10.20.4.18"});
  ReconcileOptions options;
  Planned last;  // what was applied

  Reconciling() {
    options.offline = true;
    commit("Add hosts");
  }

  Planned plan() {
    Workspace place = workspace();
    return make_plan(place, options, {clock, http, runner, progress}, {});
  }

  ApplyReport apply() {
    Workspace place = workspace();
    last = plan();  // the report points into it
    return apply_plan(place, options, last, wires, {});
  }

  std::string refusal_of_plan() {
    return refused([&] { plan(); });
  }

  void remove(const HostText& host) const {
    git("rm -q " + host.path());
    commit("Remove " + host.name);
  }

  std::string applied() const {
    return git("for-each-ref '--format=%(objectname)' refs/muster/applied/ns");
  }

  void set_policy(const std::string& text) {
    policy = text;
    write_config();
  }
};

// "delete record A web1.berlin.example: why", a line each, keeps left out.
std::string operations_of(const Plan& plan) {
  std::string text;
  for (const Operation& one : plan.operations) {
    if (one.op == Op::keep) continue;
    text += std::string(word(one.op)) + " " + one.kind + " " + one.label +
            (one.reason.empty() ? "" : ": " + one.reason) + "\n";
  }
  return text;
}

std::string rails_of(const Plan& plan) {
  std::string text;
  for (const Rail& rail : plan.rails) {
    text += rail.scope + " " + rail.name + " " + rail.value + " of " + rail.limit +
            (rail.refused ? " refused" : "") + (rail.lifted ? " lifted" : "") + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("an apply does the plan, and the next plan has nothing to do") {
  Reconciling scene;
  CHECK(operations_of(scene.plan().plan) ==
        "create zone berlin.example\n"
        "create record A web1.berlin.example\ncreate record A web2.berlin.example\n"
        "create record PTR 17.4.20.10.in-addr.arpa\ncreate record PTR 18.4.20.10.in-addr.arpa\n");
  const ApplyReport report = scene.apply();
  CHECK(apply_text(report) ==
        "Applied: 5 done, 0 failed, 0 skipped; read again: nothing left to do.\n");
  CHECK(scene.applied() == scene.git("rev-parse HEAD"));
  CHECK(operations_of(scene.plan().plan) == "");
  CHECK(apply_text(scene.apply()) ==
        "Applied: 0 done, 0 failed, 0 skipped; read again: nothing left to do.\n");
}

TEST_CASE("only approved hosts that are there are planned, the others are counted by why not") {
  Reconciling scene;
  scene.web1.approval = "pending";
  scene.put(scene.web1);
  scene.put({.id = "cccccccccc", .name = "old", .state = "gone", .address = "10.20.4.20"});
  scene.put(
      {.id = "dddddddddd", .name = "tv", .classification = "unknown", .address = "10.20.4.21"});
  scene.commit("Change hosts");
  const Plan plan = scene.plan().plan;
  CHECK(operations_of(plan) ==
        "create zone berlin.example\n"
        "create record A web2.berlin.example\ncreate record PTR 18.4.20.10.in-addr.arpa\n");
  CHECK(plan.skipped == std::map<std::string, size_t>{
                            {"classified as nothing to write", 1}, {"gone", 1}, {"pending", 1}});
}

TEST_CASE("a removed host file deletes its records and names the commit") {
  Reconciling scene;
  scene.apply();
  scene.remove(scene.web1);
  const std::string why = ": file removed in " + scene.git("rev-parse --short=7 HEAD") + "\n";
  CHECK(operations_of(scene.plan().plan) == "delete record A web1.berlin.example" + why +
                                                "delete record PTR 17.4.20.10.in-addr.arpa" + why);
  CHECK(scene.apply().complete());
  CHECK(scene.read("../zones.conf").find("web1") == std::string::npos);
}

TEST_CASE("a target that is not configured is refused with the nearest name") {
  Reconciling scene;
  scene.options.targets = {"nss"};
  CHECK(scene.refusal_of_plan() ==
        "exit 64\nerror: target \"nss\" is not in muster.yaml\n  fix: did you mean \"ns\"?\n");
  scene.options.targets = {};
  const std::string config = scene.read("muster.yaml");
  scene.write("muster.yaml", config.substr(0, config.find("targets:")));
  scene.commit("No targets");
  CHECK(scene.refusal_of_plan() ==
        "exit 3\nerror: no target is configured\n  fix: add one under targets: in muster.yaml\n");
}

TEST_CASE("an invalid inventory is not planned, and every mistake is told") {
  Reconciling scene;
  scene.web1.approval = "aproved";
  scene.put(scene.web1);
  scene.web2.classification = "servr";
  scene.put(scene.web2);
  scene.commit("Break hosts");
  CHECK(scene.refusal_of_plan() ==
        "exit 3\nerror: 2 mistakes in the inventory or the configuration\n"
        "  fix: mend them, then run again\n");
}

TEST_CASE(
    "an apply that does not end leaves the commit that was begun, one that ends the applied") {
  Reconciling scene;
  const auto begun = [&] {
    return scene.git("for-each-ref '--format=%(objectname)' refs/muster/begun/ns");
  };
  scene.apply();
  const std::string first = scene.git("rev-parse HEAD");
  CHECK(begun() + " " + scene.applied() == first + " " + first);
  scene.put({.id = "cccccccccc", .name = "web3", .address = "10.20.4.20"});
  const std::string second = scene.commit("Add web3");
  std::filesystem::create_directory(scene.folder() + "/.zones.conf.new");
  CHECK_FALSE(scene.apply().complete());
  CHECK(begun() + " " + scene.applied() == second + " " + first);
  std::filesystem::remove(scene.folder() + "/.zones.conf.new");
  CHECK(scene.apply().complete());
  CHECK(begun() + " " + scene.applied() == second + " " + second);
}

TEST_CASE("a limit given on the command line stands above the policy's") {
  struct Row {
    const char* policy;
    std::optional<Limit> deletes, updates;
    std::set<std::string> allow;
    const char* rails;
  };
  const Limit none{{}, 0}, one{{}, 1};
  const std::string percents = "ns creates 0/3 of none below 10 hosts\n";
  const std::vector<Row> table{
      {"", {}, {}, {}, "ns deletes 1/3 of 25\nns updates 0/3 of none below 10 hosts\n"},
      {"{max_deletes: 0, max_updates: 7}",
       {},
       {},
       {},
       "ns deletes 1/3 of 0 refused\nns updates 0/3 of 7\n"},
      {"{max_deletes: 0, max_updates: 7}",
       one,
       none,
       {},
       "ns deletes 1/3 of 1\nns updates 0/3 of 0\n"},
      {"{max_deletes: 0}",
       {},
       {},
       {"deletes"},
       "ns deletes 1/3 of 0 refused lifted\nns updates 0/3 of none below 10 hosts\n"},
      {"{max_deletes: 0}",
       {},
       {},
       {"updates"},
       "ns deletes 1/3 of 0 refused\nns updates 0/3 of none below 10 hosts\n"}};
  for (const Row& row : table) {
    Reconciling scene;
    scene.apply();
    scene.set_policy(row.policy);
    scene.remove(scene.web1);
    scene.options.max_deletes = row.deletes;
    scene.options.max_updates = row.updates;
    scene.options.allow = row.allow;
    const std::string rails = rails_of(scene.plan().plan);
    CHECK(rails.substr(0, rails.find("ns/berlin")) == row.rails + percents);
  }
}

TEST_CASE("a limit that is raised counts from the apply after it, one that is lowered at once") {
  const auto deletes = [](Reconciling& scene) {
    const std::string rails = rails_of(scene.plan().plan);
    return rails.substr(0, rails.find('\n'));
  };
  Reconciling scene;
  scene.set_policy("{max_deletes: 0}");
  scene.commit("Be careful");
  scene.apply();
  scene.set_policy("{max_deletes: 100%, guard_from: 1}");
  const std::string text = scene.read(scene.web1.path());
  scene.remove(scene.web1);
  CHECK(deletes(scene) == "ns deletes 1/3 of 100 % or 0 refused");
  scene.write(scene.web1.path(), text);
  scene.commit("Put it back");
  CHECK(scene.apply().complete());
  scene.remove(scene.web1);
  CHECK(deletes(scene) == "ns deletes 1/3 of 100 %");
  scene.set_policy("{max_deletes: 0}");
  scene.commit("Be careful again");
  CHECK(deletes(scene) == "ns deletes 1/3 of 100 % or 0 refused");
}

TEST_CASE("a merge of somebody who may decide lifts the rail for deletions, for its commit only") {
  Reconciling scene;
  scene.set_policy("{max_deletes: 0, approvers: [{path: 'hosts/*', people: [ada@example.org]}]}");
  scene.commit("Ada decides");
  scene.apply();
  scene.git("rm -q " + scene.web1.path());
  const auto commit_as = [&](const std::string& who, const std::string& message) {
    scene.git("-c user.name=" + who + " -c user.email=" + who +
              "@example.org commit -q --allow-empty -m 'Remove web1' -m '" + message + "'");
  };
  const auto told = [&] {
    const Plan plan = scene.plan().plan;
    const std::string rails = rails_of(plan);
    return rails.substr(0, rails.find('\n') + 1) + render(plan.notes);
  };
  const auto by = [&](const std::string& who) {
    return scene.git("rev-parse HEAD").substr(0, 9) + " of " + who + " <" + who + "@example.org>";
  };
  const std::string refused = "ns deletes 1/3 of 0 refused\n";
  commit_as("ada", "Reviewed with care.");
  CHECK(told() == refused);
  commit_as("ada", "Muster-Allow: deletes");
  CHECK(told() ==
        "ns deletes 1/3 of 0 refused lifted\nnote: deletes are allowed by " + by("ada") + "\n");
  commit_as("eve", "Nothing more.");
  CHECK(told() == refused);
  commit_as("eve", "Muster-Allow: deletes");
  CHECK(told() == refused + "warning: \"Muster-Allow: deletes\" of commit " + by("eve") +
                      " does not count\n  why: who may not decide about " + scene.web1.path() +
                      "\n");
  commit_as("ada", "Muster-Allow: deletes, empty");
  CHECK(told() == refused + "warning: \"Muster-Allow: deletes, empty\" of commit " + by("ada") +
                      " does not count\n  why: a commit lifts only deletes\n");
  // Whom a commit names itself does not count for it.
  scene.set_policy("{max_deletes: 0, approvers: [{path: 'hosts/*', people: ['*']}]}");
  scene.git("add -A");
  commit_as("eve", "Muster-Allow: deletes");
  CHECK(told().starts_with(refused + "warning: "));
}

TEST_CASE("an inventory that lost its hosts is refused as a whole") {
  Reconciling scene;
  scene.apply();
  scene.git("rm -q " + scene.web1.path() + " " + scene.web2.path());
  scene.commit("Remove all");
  const Plan plan = scene.plan().plan;
  CHECK(plan.refused());
  CHECK(
      rails_of(plan).ends_with("ns empty 0 host files, 2 at the last applied commit of no less "
                               "than 10 % while 5 objects are "
                               "ours refused\n"));
  scene.options.allow = {"empty"};
  CHECK_FALSE(scene.plan().plan.refused());
}

TEST_CASE("the base decides targets and policy of a preview, the branch decides hosts") {
  Reconciling scene;
  scene.apply();
  scene.set_policy("{max_deletes: 0}");
  scene.commit("Be careful");
  scene.git("checkout -q -b review");
  scene.set_policy("{max_deletes: 99}");
  scene.remove(scene.web1);
  scene.options.base = "main";
  const Planned planned = scene.plan();
  CHECK(planned.plan.base == scene.git("rev-parse main"));
  CHECK(planned.plan.head == scene.git("rev-parse review"));
  CHECK(planned.plan.refused());
  scene.options.base = "";
  CHECK_FALSE(scene.plan().plan.refused());
}

TEST_CASE("a preview of a branch beside its base plans the merge of both") {
  Reconciling scene;
  scene.git("checkout -q -b review");
  scene.remove(scene.web1);
  scene.git("checkout -q main");
  scene.put({.id = "cccccccccc", .name = "web3", .address = "10.20.4.20"});
  scene.commit("Add web3");
  scene.options.ref = "review";
  scene.options.base = "main";
  CHECK(operations_of(scene.plan().plan) ==
        "create zone berlin.example\n"
        "create record A web2.berlin.example\ncreate record A web3.berlin.example\n"
        "create record PTR 18.4.20.10.in-addr.arpa\ncreate record PTR 20.4.20.10.in-addr.arpa\n");
}

TEST_CASE("a branch that contradicts its base has no plan") {
  Reconciling scene;
  scene.git("checkout -q -b review");
  scene.web1.approval = "rejected";
  scene.put(scene.web1);
  scene.commit("Reject");
  scene.git("checkout -q main");
  scene.web1.approval = "pending";
  scene.put(scene.web1);
  scene.commit("Wait");
  scene.options.ref = "review";
  scene.options.base = "main";
  CHECK(scene.refusal_of_plan() ==
        "exit 3\nerror: the merge with the base conflicts\n  why: both changed the same lines of " +
            scene.web1.path() + "\n  fix: merge the base into the branch first\n");
}

TEST_CASE("a plan says that it knows no last apply, and what of the work tree it leaves out") {
  Reconciling scene;
  const std::string two_way =
      "note: no commit is known as applied to ns: a two-way plan\n"
      "  why: it retires nothing and does not tell drift apart\n";
  CHECK(render(scene.plan().plan.notes) == two_way);
  scene.web1.approval = "rejected";
  scene.put(scene.web1);
  CHECK(render(scene.plan().plan.notes) ==
        "warning: 1 host file with uncommitted changes: the commit is planned, not the work tree\n"
        "  fix: commit them, or preview with --plan --worktree\n" +
            two_way);
  scene.options.worktree = true;
  const Planned planned = scene.plan();
  CHECK(render(planned.plan.notes) == two_way);
  CHECK(planned.plan.head == "");
  CHECK(planned.plan.skipped == std::map<std::string, size_t>{{"rejected", 1}});
}

TEST_CASE("what a target does not take is told, and the commit does not count as applied") {
  Reconciling scene;
  std::filesystem::create_directory(scene.folder() + "/.zones.conf.new");
  const ApplyReport report = scene.apply();
  REQUIRE(report.lines.size() == 5);
  for (const auto& line : report.lines) {
    CHECK(line.outcome.result == Result::failed);
    CHECK(line.outcome.error.value().message ==
          "cannot write " + scene.folder() + "/.zones.conf.new: File exists");
  }
  CHECK_THAT(apply_text(report),
             Catch::StartsWith("failed  create zone berlin.example, create record A "
                               "web1.berlin.example, create record A web2.berlin.example and 2 "
                               "more: cannot write " +
                               scene.folder() +
                               "/.zones.conf.new: File exists\n"
                               "  fix: let the user muster runs as write that folder\nleft "));
  CHECK(report.left.size() == 5);
  CHECK_FALSE(report.complete());
  CHECK(scene.applied() == "");
}

TEST_CASE("what a line of overrides says is planned with that line, all else with its own") {
  Reconciling scene;
  std::string text = scene.web1.text();
  text.insert(text.find("observed:"), "overrides:\n  name: web9\n");
  scene.write(scene.web1.path(), text);
  scene.commit("Override");
  std::string places;
  for (const Operation& one : scene.plan().plan.operations) {
    if (one.kind == "record") places += fmt::format("{} {}\n", one.label, one.where.line);
  }
  CHECK(places ==
        "A web2.berlin.example 6\nA web9.berlin.example 5\n"
        "PTR 17.4.20.10.in-addr.arpa 5\nPTR 18.4.20.10.in-addr.arpa 6\n");
}

TEST_CASE("an interrupted apply records nothing as applied") {
  Reconciling scene;
  std::stop_source stop;
  Workspace workspace = scene.workspace();
  Planned planned = scene.plan();
  stop.request_stop();
  const ApplyReport report =
      apply_plan(workspace, scene.options, planned, scene.wires, stop.get_token());
  CHECK(report.interrupted);
  CHECK_FALSE(report.complete());
  CHECK(scene.applied() == "");
}
