#include "flow/bulk/decide.h"

#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

Decision approval_of(std::vector<std::string> hosts, std::optional<std::string> where = {}) {
  Decision decision;
  decision.settings = always({{"approval", "approved"}});
  decision.subject = "approve";
  decision.choice.words = std::move(hosts);
  decision.choice.where = std::move(where);
  return decision;
}

// web1 and web2 wait for approval; the third has no name.
struct Waiting : FlowScene {
  HostText web1 = pending("aaaaaaaaaa", "web1", "10.20.4.17");
  HostText web2 = pending("bbbbbbbbbb", "web2", "10.20.4.18");
  HostText nameless = pending("cccccccccc", "", "10.20.4.19");

  Waiting() { commit("Add hosts"); }

  HostText pending(const std::string& id, const std::string& name, const std::string& address) {
    return put({.id = id, .name = name, .approval = "pending", .address = address});
  }

  DecisionReport run(const Decision& decision) {
    Workspace place = workspace();
    return decide(place, decision, runner);
  }

  std::string refusal_of(const Decision& decision) {
    const std::string text = refused([&] { run(decision); });
    CHECK(git("status --porcelain --untracked-files=no") == dirty);
    return text;
  }

  std::string dirty;  // what the work tree holds beside HEAD
};

}  // namespace

TEST_CASE("a decision changes one line of the chosen files and nothing else") {
  Waiting scene;
  const DecisionReport report = scene.run(approval_of({"web1"}));
  CHECK(report.chosen == 1);
  CHECK(report.changed == std::vector<std::string>{scene.web1.path()});
  CHECK(report.commit == std::nullopt);
  HostText after = scene.web1;
  after.approval = "approved";
  CHECK(scene.read(after.path()) == after.text());
  CHECK(scene.git("diff --numstat") == "1\t1\t" + scene.web1.path());
}

TEST_CASE("hosts are chosen by id, name, path or selector, and by both only where both fit") {
  Waiting scene;
  const auto chosen = [&](const Decision& decision) {
    Decision dry = decision;
    dry.dry_run = true;
    return scene.run(dry).changed;
  };
  using Paths = std::vector<std::string>;
  CHECK(chosen(approval_of({"bbbbbbbbbb"})) == Paths{scene.web2.path()});
  CHECK(chosen(approval_of({scene.web2.path()})) == Paths{scene.web2.path()});
  CHECK(chosen(approval_of({}, "name ~ \"web*\"")) == Paths{scene.web1.path(), scene.web2.path()});
  CHECK(chosen(approval_of({"web1", "web2"}, "ip = 10.20.4.18")) == Paths{scene.web2.path()});
  CHECK(scene.git("status --porcelain").empty());
}

TEST_CASE("a decision that is made already changes nothing") {
  Waiting scene;
  scene.run(approval_of({"web1"}));
  const DecisionReport again = scene.run(approval_of({"web1"}));
  CHECK(again.chosen == 1);
  CHECK(again.changed.empty());
}

TEST_CASE("a host without a name is left out of an approval, not of a rejection") {
  Waiting scene;
  const DecisionReport report = scene.run(approval_of({}, "site = berlin"));
  CHECK(report.changed == std::vector<std::string>{scene.web1.path(), scene.web2.path()});
  CHECK(report.nameless == std::vector<std::string>{scene.nameless.path()});
  Decision reject = approval_of({"cccccccccc"});
  reject.settings = always({{"approval", "rejected"}});
  CHECK(scene.run(reject).changed == std::vector<std::string>{scene.nameless.path()});
}

TEST_CASE("nothing is written for a choice that cannot be meant") {
  Waiting scene;
  CHECK(scene.refusal_of(approval_of({})) ==
        "exit 64\nerror: name hosts, or choose them with --where\n"
        "  fix: for example --where 'site = berlin and class = server'\n");
  CHECK(scene.refusal_of(approval_of({"web1", "wbe2"})) ==
        "exit 64\nerror: no host has the id, name, MAC, address or path \"wbe2\"\n"
        "  fix: did you mean \"web2\"?\n");
  CHECK(scene.refusal_of(approval_of({"web1", "printer-of-the-chief"})) ==
        "exit 64\nerror: no host has the id, name, MAC, address or path \"printer-of-the-chief\"\n"
        "  fix: muster ls lists them\n");
  CHECK(scene.refusal_of(approval_of({}, "site = paris")) ==
        "exit 64\nerror: no host is chosen\n  fix: see what there is: muster ls\n");
  Decision expecting = approval_of({}, "name ~ \"web*\"");
  expecting.choice.expect = 3;
  CHECK(scene.refusal_of(expecting) ==
        "exit 4\nerror: 2 hosts chosen, 3 expected\n"
        "  fix: look at them with muster ls, nothing was written\n");
  expecting.choice.expect = 2;
  CHECK(scene.run(expecting).changed.size() == 2);
}

TEST_CASE("a name that two hosts have chooses neither") {
  Waiting scene;
  HostText twin = scene.web1;
  twin.id = "dddddddddd";
  twin.address = "10.20.4.20";
  scene.put(twin);
  scene.commit("Add a twin");
  CHECK(
      scene.refusal_of(approval_of({"web1"})) ==
      "exit 64\nerror: 2 hosts are called \"web1\"\n  fix: name them by id; muster ls shows it\n");
}

TEST_CASE("a decision can be committed with what chose the hosts and why") {
  Waiting scene;
  Decision decision = approval_of({}, "name ~ \"web*\"");
  decision.commit = true;
  decision.reason = "audited";
  const DecisionReport report = scene.run(decision);
  CHECK(report.commit == scene.git("rev-parse HEAD"));
  CHECK(scene.git("log -1 --format=%B") ==
        "approve: 2 hosts\n\nMuster-Selector: name ~ \"web*\"\nMuster-Count: 2\n"
        "Muster-Reason: audited");
  CHECK(scene.git("status --porcelain").empty());
}

TEST_CASE("a decision is not committed together with work of people") {
  Waiting scene;
  scene.write(scene.web1.path(), scene.web1.text() + "# a note\n");
  scene.dirty = " M " + scene.web1.path();
  Decision decision = approval_of({"web1"});
  decision.commit = true;
  CHECK(scene.refusal_of(decision) ==
        "exit 3\nerror: " + scene.web1.path() +
            " has uncommitted changes\n  fix: commit them first, or leave out --commit\n");
  decision.choice.words = {"web2"};
  const auto commit = scene.run(decision).commit;
  CHECK(commit == scene.git("rev-parse HEAD"));
}

TEST_CASE("a decision is not committed where no branch would take it") {
  Waiting scene;
  scene.git("checkout -q --detach");
  Decision decision = approval_of({"web1"});
  decision.commit = true;
  CHECK(scene.refusal_of(decision) ==
        "exit 3\nerror: --commit needs a branch, and HEAD is on none\n"
        "  fix: git switch BRANCH, or leave out --commit\n");
}

TEST_CASE("more than a thousand hosts are changed only when that is said") {
  Waiting scene;
  for (size_t i = 0; i < most_unasked; ++i) {
    const std::string number = std::to_string(1000 + i);
    scene.put(
        {.id = "zzzzzz" + number,
         .name = "pc" + number,
         .approval = "pending",
         .address = "10.20." + std::to_string(5 + i / 200) + "." + std::to_string(i % 200 + 1)});
  }
  scene.commit("Add many");
  CHECK(scene.refusal_of(approval_of({}, "name ~ \"*\"")) ==
        "exit 4\nerror: 1,003 hosts are chosen\n"
        "  fix: add --yes when that is meant, nothing was written\n");
  Decision dry = approval_of({}, "name ~ \"*\"");
  dry.dry_run = true;
  CHECK(scene.run(dry).changed.size() == 1'002);
  Decision meant = approval_of({}, "name ~ \"*\"");
  meant.yes = true;
  CHECK(scene.run(meant).changed.size() == 1'002);
}
