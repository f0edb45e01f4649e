#include "flow/connectors.h"

#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string one_site =
    "sites:\n  berlin: {domain: berlin.example, networks: [10.20.4.0/24]}\nsources:\n";

std::string mistakes(FlowScene& scene, const std::string& source) {
  scene.write("muster.yaml", one_site + "  it: {kind: connector, site: berlin, " + source + "}\n");
  Diagnostics trouble;
  check_config(scene.workspace(), {}, trouble);
  return render(trouble);
}

const std::string at_an_address = "url: 'https://10.20.4.1', ";

}  // namespace

TEST_CASE("what a source does not say to its connector is told where the source stands") {
  FlowScene scene;
  CHECK(mistakes(scene, at_an_address + "connector: foreman, username: u, password: {env: P}") ==
        "");
  CHECK_THAT(
      mistakes(scene, at_an_address + "connector: foremann, username: u, password: {env: P}"),
      Catch::Contains("there is no connector \"foremann\"\n") &&
          Catch::Contains("did you mean \"foreman\"?"));
  CHECK_THAT(mistakes(scene, at_an_address + "connector: foreman"),
             Catch::Contains("connector \"foreman\" logs in by name and password") &&
                 Catch::Contains("add username, and password: {env: NAME}"));
  CHECK_THAT(mistakes(scene, at_an_address + "connector: foreman, username: u, password: {env: P}, "
                                             "vars: {serch: x}"),
             Catch::Contains("connector \"foreman\" knows no variable \"serch\"") &&
                 Catch::Contains("did you mean \"search\"?"));
}

TEST_CASE("a connector of the repository goes before muster's own, and is checked with the rest") {
  FlowScene scene;
  scene.write("connectors/foreman.yaml",
              "connector: foreman\nabout: mine\nrequests:\n  a: {get: /a, items: '[?'}\n"
              "records: [{kind: a, from: a, id: id}]\n");
  CHECK_THAT(mistakes(scene, at_an_address + "connector: foreman"),
             Catch::Contains("connectors/foreman.yaml:4:"));
  const auto entries = list_connectors(nullptr);
  CHECK(entries.size() == 6);
  const Workspace here = scene.workspace();
  for (const ConnectorEntry& entry : list_connectors(&here)) {
    if (entry.name != "foreman") continue;
    CHECK(entry.replaces);
    CHECK(entry.wrong == "expression: the expression ends too early");
  }
}
