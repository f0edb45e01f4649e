#include "flow/start/start.h"

#include "flow_scene.h"
#include "inventory/inventory.h"

using namespace muster;
using namespace muster::test;

namespace {

std::optional<std::string> no_variable(const char*) { return std::nullopt; }

StartReport started(const FlowScene& scene, const StartAnswers& answers, bool force = false) {
  return start_inventory(scene.root(), scene.runner, answers, force);
}

const StartAnswers berlin_answers{
    "berlin", "berlin.example", {"10.20.0.0/16", "fd00::/64"}, "https://netbox.example", "gitlab"};

std::string states(const StartReport& report) {
  std::string out;
  for (const FirstFile& file : report.files) {
    out += file.path + (file.state == FirstFileState::written ? " written\n"
                        : file.state == FirstFileState::same  ? " same\n"
                                                              : " differs\n");
  }
  return out;
}

// A repository in which nothing is.
struct EmptyScene : FlowScene {
  EmptyScene() { git("rm -q muster.yaml"); }
};

}  // namespace

TEST_CASE("what an inventory begins with reads without a mistake, for every forge") {
  for (const std::string forge : {"gitlab", "github", "gitea", "none"}) {
    for (const std::string netbox : {"", "https://netbox.example"}) {
      INFO(forge << " " << netbox);
      EmptyScene scene;
      StartAnswers answers = berlin_answers;
      answers.forge = forge;
      answers.netbox = netbox;
      const StartReport report = started(scene, answers);
      CHECK(report.files.size() == (forge == "none" ? 8 : 9));
      const View view = scene.view_of(std::nullopt);
      CHECK(view.config.sites.at("berlin").networks.size() == 2);
      CHECK(view.config.targets.size() == (netbox.empty() ? 0 : 1));
      CHECK(scene.exists(".gitlab-ci.yml") == (forge == "gitlab"));
    }
  }
}

TEST_CASE("the pipeline asks the site that the inventory begins with") {
  for (const std::string forge : {"gitlab", "github", "gitea"}) {
    EmptyScene scene;
    StartAnswers answers = berlin_answers;
    answers.site = "koeln";
    answers.forge = forge;
    started(scene, answers);
    const std::string text = scene.read(pipeline_path(forge));
    INFO(text);
    CHECK(text.starts_with("# The pipelines of this inventory, as muster init wrote them.\n"));
    CHECK(text.find("[koeln]") != std::string::npos);
    CHECK(text.find("hamburg") == std::string::npos);
  }
}

TEST_CASE("a second time the answers are those of the first, and nothing is written") {
  EmptyScene scene;
  started(scene, berlin_answers);
  const StartAnswers again = usual_answers(scene.root(), scene.runner, no_variable);
  CHECK(again.site == "berlin");
  CHECK(again.forge == "gitlab");
  CHECK(again.netbox == "https://netbox.example");
  CHECK(states(started(scene, again)) ==
        ".gitattributes same\n.gitlab-ci.yml same\n.vscode/settings.json same\nCODEOWNERS same\n"
        "muster.yaml same\nrules.yaml same\nschema/config.v1.json same\nschema/host.v1.json same\n"
        "schema/rules.v1.json same\n");
}

TEST_CASE("a file that is there otherwise stays, with the difference told, until it is forced") {
  EmptyScene scene;
  started(scene, berlin_answers);
  scene.write("rules.yaml", "rules: []\n");
  const auto rules_of = [](const StartReport& report) { return report.files[5]; };
  const FirstFile left = rules_of(started(scene, berlin_answers));
  CHECK(left.state == FirstFileState::differs);
  CHECK(left.diff.find("+# What a new host is taken for") != std::string::npos);
  CHECK(scene.read("rules.yaml") == "rules: []\n");
  CHECK(rules_of(started(scene, berlin_answers, true)).state == FirstFileState::written);
  CHECK(scene.read("rules.yaml") != "rules: []\n");
}

TEST_CASE("the forge is told by the remote") {
  FlowScene scene;
  CHECK(usual_answers(scene.root(), scene.runner, no_variable).forge == "none");
  scene.git("remote add origin git@github.com:me/net.git");
  CHECK(usual_answers(scene.root(), scene.runner, no_variable).forge == "github");
}

TEST_CASE("answers that cannot be meant are refused with how they are written") {
  const auto refusal_of = [](auto change) {
    StartAnswers answers = berlin_answers;
    change(answers);
    return refused([&] { require_sensible(answers); });
  };
  CHECK(refusal_of([](StartAnswers& a) { a.site = "Berlin Mitte"; }) ==
        "exit 64\nerror: \"Berlin Mitte\" is no name of a site\n"
        "  fix: use small letters, digits and dashes\n");
  CHECK(refusal_of([](StartAnswers& a) { a.domain = "x y"; }) ==
        "exit 64\nerror: \"x y\" is no DNS domain\n  fix: as in berlin.example\n");
  CHECK(refusal_of([](StartAnswers& a) { a.networks = {"10.0.0.1"}; }) ==
        "exit 64\nerror: \"10.0.0.1\" is no network\n  fix: as in 10.20.0.0/16\n");
  CHECK(refusal_of([](StartAnswers& a) { a.netbox = "netbox"; }) ==
        "exit 64\nerror: \"netbox\" is no address of a NetBox\n"
        "  fix: as in https://netbox.example\n");
  CHECK(refusal_of([](StartAnswers& a) { a.forge = "gitlub"; }) ==
        "exit 64\nerror: \"gitlub\" is no forge with a pipeline\n"
        "  fix: did you mean \"gitlab\"?\n");
}
