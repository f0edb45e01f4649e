// rules.yaml from the repository to host files, and muster rules test.
#include "flow/rules.h"

#include "flow/discover.h"
#include "flow_scene.h"
#include "view/rules.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Ruled : FlowScene {
  void rules(const std::string& text) const {
    write("rules.yaml", "rules:\n" + text);
    commit("Change the rules");
  }

  DiscoverReport run() {
    Workspace place = workspace();
    DiscoverOptions options;
    options.vendors = folder();
    return discover(place, options, wires, {});
  }

  void run_and_merge() {
    run();
    git("merge -q --no-edit muster/discover/berlin");
  }

  std::string file(const std::string& name) const {
    return read(git("ls-files 'hosts/berlin/" + name + "--*'"));
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::vector<std::string> two{"bc:24:11:00:00:01 10.20.4.17 web1",
                                   "bc:24:11:00:00:02 10.20.4.18 cam7"};
constexpr auto approve_web =
    "  - rule: web\n    where: names ~ web*\n    classification: server\n"
    "    approval: approved\n    tags: [front]\n";

}  // namespace

TEST_CASE("a rule's approval is in the new file and in an old one, once") {
  Ruled scene;
  scene.lease(two);
  scene.run_and_merge();
  CHECK(has(scene.file("web1"), "\napproval: pending\n"));
  const std::string camera = scene.file("cam7");
  scene.rules(approve_web);
  CHECK(scene.run().sites.at(0).approved == 1);
  scene.git("merge -q --no-edit muster/discover/berlin");
  const std::string web = scene.file("web1");
  CHECK(has(web, "\nclassification: server\n"));
  CHECK(has(web, "\napproval: approved\n"));
  CHECK(has(web,
            "  proposed: {classification: server, approval: approved, tags: [front], rule: web, "
            "because: [names web1]}\n"));
  CHECK(scene.file("cam7") == camera);
  const std::string before = scene.git("rev-parse muster/discover/berlin");
  scene.run();
  CHECK(scene.git("rev-parse muster/discover/berlin") == before);
}

TEST_CASE("a person's edit stands, whatever the rules say later") {
  Ruled scene;
  scene.lease(two);
  scene.rules(approve_web);
  scene.run_and_merge();
  std::string edited = scene.file("web1");
  edited.replace(edited.find("approval: approved"), 18, "approval: pending ");
  scene.write(scene.git("ls-files 'hosts/berlin/web1--*'"), edited);
  scene.commit("Take it back");
  scene.run_and_merge();
  CHECK(scene.file("web1") == edited);
}

TEST_CASE("rules that are wrong stop discover and validate on their line") {
  Ruled scene;
  scene.lease(two);
  scene.rules("  - {rule: a, where: nams = x, classification: server}\n");
  const std::string told =
      "rules.yaml:2:22: error: \"nams\" is not a field\n"
      "    2 |   - {rule: a, where: nams = x, classification: server}\n"
      "      |                      ^\n"
      "  fix: did you mean \"names\"?\n";
  Diagnostics trouble;
  CHECK_THROWS_AS(load_view(scene.workspace(), std::nullopt, trouble), Invalid);
  CHECK(render(trouble) == told);
  CHECK(scene.git("branch --list 'muster/*'") == "");
  CHECK_THROWS_AS(scene.run(), Invalid);
}

TEST_CASE("the rules of a commit are read with that commit") {
  Ruled scene;
  const std::string before = scene.git("rev-parse HEAD");
  scene.rules(approve_web);
  CHECK(scene.view_of(scene.git("rev-parse HEAD")).config.rules->list.front().name == "web");
  CHECK(scene.view_of(before).config.rules == shipped_rules());
}

TEST_CASE("rules test counts what each rule decides, and tells dead and shadowed ones") {
  Ruled scene;
  scene.lease(two);
  scene.run_and_merge();
  scene.rules(
      "  - rule: web\n    where: names ~ web*\n    classification: server\n    approval: approved\n"
      "  - {rule: late, where: names = web1, classification: server}\n"
      "  - {rule: nobody, where: names = zz, classification: server}\n"
      "  - {rule: typo, where: names ~ cam*, classification: camra}\n");
  Diagnostics trouble;
  const View view = load_view(scene.workspace(), std::nullopt, trouble);
  const RulesReport report = test_rules(view);
  const std::string path = scene.git("ls-files 'hosts/berlin/web1--*'");
  CHECK(rules_text(report, {}) ==
        "rule    class   decides  fits  place         remark\n"
        "web     server  1        1     rules.yaml:2\n"
        "late    server  0        1     rules.yaml:6  shadowed by web\n"
        "nobody  server  0        0     rules.yaml:7  dead: it fits no host\n"
        "typo    camra   0        0     rules.yaml:8  \"camra\" is not in muster.yaml\n"
        "29 rules of muster's own fit no host\n"
        "2 hosts, 1 of them fit no rule\n"
        "the next discover proposes otherwise for 1 host\n"
        "  " +
            path + "  unknown (fallback) → server (web), approved\n");
  scene.run_and_merge();
  CHECK(test_rules(load_view(scene.workspace(), std::nullopt, trouble)).changes.empty());
}
