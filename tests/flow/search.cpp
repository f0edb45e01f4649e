#include "flow/search.h"

#include "flow_scene.h"
#include "view/known.h"

using namespace muster;
using namespace muster::test;

namespace {

struct KnownScene : FlowScene {
  KnownScene() {
    write("muster.yaml",
          "sites:\n  berlin: {domain: berlin.example, networks: [10.20.4.0/24]}\n"
          "classifications:\n  unknown: {netbox: none}\n");
    write("hosts/berlin/web1--7k2m9qx4td.yaml",
          "id: 7k2m9qx4td\nclassification: unknown\napproval: pending\nname: web1\n"
          "notes: stands in the cellar\noverrides:\n  site: berlin\n"
          "  interfaces: [{name: eth0, mac: \"00:50:56:aa:00:01\", addresses: [10.20.4.1/24]}]\n");
  }

  void keep(bool missing = false) {
    Observation seen;
    seen.source = "connector:puppet";
    seen.site = "berlin";
    seen.answer = Answer::whole;
    Record record;
    record.kind = missing ? "volume" : "host";
    record.id = "web1.berlin.example";
    record.name = "web1.berlin.example";
    record.serial = "SN1";
    record.macs = {*parse_mac("00:50:56:aa:00:01")};
    seen.records = {record};
    Diagnostics trouble;
    keep_records(workspace(), {seen}, clock.time + Seconds(missing ? 60 : 0), trouble);
    CHECK(render(trouble) == "");
  }

  std::string found(const std::string& words, const std::optional<std::string>& where = {}) {
    const Workspace here = workspace();
    Diagnostics trouble;
    return found_text(
        muster::search(here, load_view(here, {}, trouble), {words, where, 20}, runner));
  }

  std::string known(const std::string& question) {
    const Workspace here = workspace();
    Diagnostics trouble;
    const View view = load_view(here, {}, trouble);
    return known_text(what_is_known(here, view, question, clock.time, runner, {}));
  }
};

}  // namespace

TEST_CASE("hosts and records are found by the same words, and filtered as muster ls does") {
  KnownScene scene;
  scene.keep();
  CHECK(scene.found("web1") ==
        "host    web1  hosts/berlin/web1--7k2m9qx4td.yaml\n"
        "        00:50:56:aa:00:01 10.20.4.1 10.20.4.1/24 eth0 7k2m9qx4td unknown berlin stands in "
        "the cellar\n"
        "record  web1.berlin.example  connector:puppet host web1.berlin.example\n"
        "        host web1.berlin.example SN1 00:50:56:aa:00:01\n");
  CHECK(scene.found("cellar").find("host    web1") == 0);
  CHECK(scene.found("web1", "site = berlin").find("record") == std::string::npos);
  CHECK(scene.found("web1", "site = paris") == "nothing is known by these words\n");
  CHECK(scene.found("no-such-thing") == "nothing is known by these words\n");
}

TEST_CASE(
    "what a source knows of a host is shown with the reason and its age, also when it is silent") {
  KnownScene scene;
  scene.keep();
  CHECK(scene.known("web1") ==
        "web1  berlin  unknown  pending  present\n"
        "  00:50:56:aa:00:01 · 10.20.4.1/24\n"
        "  hosts/berlin/web1--7k2m9qx4td.yaml\n"
        "  connector:puppet  host web1.berlin.example  id web1.berlin.example"
        "  told 2026-08-21T00:00:00Z  by mac 00:50:56:aa:00:01\n"
        "        serial SN1 · mac 00:50:56:aa:00:01\n");
  scene.keep(true);
  CHECK(scene.known("10.20.4.1").find("NOT TOLD ANY MORE") != std::string::npos);
  CHECK_THROWS_WITH(scene.known("web9"), Catch::Contains("web9"));
}
