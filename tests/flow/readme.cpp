// The README's own example of muster.yaml, as it stands there, and hosts that people write.
#include "flow/discover.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string readme_example() {
  std::ostringstream readme;
  readme << std::ifstream(SOURCE_DIR "/README.md").rdbuf();
  const std::string text = readme.str(), begin = "```yaml\nsites:\n", end = "\n```\n";
  const size_t from = text.find(begin);
  REQUIRE(from != std::string::npos);
  const size_t start = from + std::string("```yaml\n").size();
  return text.substr(start, text.find(end, start) + 1 - start);
}

void discover_leases(FlowScene& scene, const std::string& source) {
  Workspace workspace = scene.workspace();
  DiscoverOptions options;
  options.vendors = scene.folder();
  options.sources = {source};
  discover(workspace, options, scene.wires, {});
}

std::string mistakes(const FlowScene& scene) {
  Diagnostics trouble;
  load_view(scene.workspace(), scene.git("rev-parse HEAD"), trouble);
  return render(trouble);
}

const HostText server{.id = "aaaaaaaaaa", .name = "web1"};

}  // namespace

TEST_CASE("the README's example gives a branch that is valid, whatever no rule knows") {
  FlowScene scene;
  scene.write("muster.yaml", readme_example());
  scene.commit("Take the example of the README");
  scene.write("../nobody/muster/muster.yaml",
              "sources:\n  leases: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: " +
                  scene.leases() + "}\n");
  scene.lease({"bc:24:11:00:00:01 10.20.4.17 qwertz", "bc:24:11:00:00:02 10.20.4.18 srv-1"});
  discover_leases(scene, "leases");
  scene.git("merge -q muster/discover/berlin");
  CHECK(scene.git("grep -h ^classification: -- hosts") ==
        "classification: unknown\nclassification: server");
  CHECK(mistakes(scene) == "");
}

TEST_CASE("a pending host of a class that is not there is told and stops nothing") {
  FlowScene scene;
  scene.put(server);
  scene.put({.id = "bbbbbbbbbb",
             .name = "odd",
             .approval = "pending",
             .classification = "toaster",
             .address = "10.20.4.18"});
  scene.commit("Add hosts");
  const std::string text = mistakes(scene);
  CHECK(text.find("warning: classification \"toaster\" is not in muster.yaml") !=
        std::string::npos);
  CHECK(text.find("error:") == std::string::npos);
}

namespace {

constexpr const char* by_hand_path = "hosts/berlin/pdu1--cccccccccc.yaml";
const std::string by_hand_text =
    "id: cccccccccc\nclassification: server\napproval: approved\nname: pdu1\n"
    "overrides:\n  interfaces: [{name: mgmt, mac: \"bc:24:11:00:00:09\", addresses: "
    "[10.20.4.9/24]}]\n";

}  // namespace

TEST_CASE("a person may write a host, and discover leaves what no source sees as it is") {
  FlowScene scene;
  scene.write(by_hand_path, by_hand_text);
  scene.commit("Add a PDU");
  CHECK(mistakes(scene) == "");
  scene.lease({"bc:24:11:00:00:01 10.20.4.17 web1"});
  for (int run = 0; run < 3; ++run) {
    discover_leases(scene, "lan");
    scene.clock.time += std::chrono::hours(24 * 20);
  }
  scene.git("merge -q muster/discover/berlin");
  CHECK(scene.read(by_hand_path) == by_hand_text);
}

TEST_CASE("a host that a person wrote is known by its MAC when a source sees it") {
  FlowScene scene;
  scene.write(by_hand_path, by_hand_text);
  scene.commit("Add a PDU");
  scene.lease({"bc:24:11:00:00:09 10.20.4.9 pdu1"});
  discover_leases(scene, "lan");
  scene.git("merge -q muster/discover/berlin");
  const std::string text = scene.read(by_hand_path);
  CHECK(text.starts_with(by_hand_text +
                         "\n# ── muster's: rewritten by discover; edits below are lost ──\n"
                         "observed:\n  state: present            # present | gone\n"
                         "  name: pdu1\n  site: berlin\n  first_seen: 2026-08-21\n"));
  CHECK(scene.git("ls-files hosts") == by_hand_path);
  CHECK(mistakes(scene) == "");
}
