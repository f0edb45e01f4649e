// What sources tell differently: with the commands that settle it, and who won.
#include "flow/explain.h"
#include "flow/history/conflicts.h"
#include "flow_scene.h"
#include "view/explain.h"
#include "view/history/conflicts.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Differing : FlowScene {
  HostText host{.id = "aaaaaaaaaa", .name = "web1"};

  explicit Differing(const std::string& observed) {
    write(host.path(),
          host.text() + "  sources: [connector:puppet, \"mikrotik:core\"]\n" + observed);
    commit("A host");
  }

  std::string conflicts() const {
    return conflicts_text(host_conflicts(view_of(std::nullopt).inventory));
  }
};

}  // namespace

TEST_CASE("serial numbers, names and systems that differ are told with who tells what") {
  const Differing scene(
      "  platform: Debian 12\n"
      "  told:\n    - {field: name, source: connector:foreman, value: \"web01\"}\n"
      "    - {field: name, source: connector:puppet, value: \"web1\"}\n"
      "    - {field: platform, source: connector:foreman, value: \"Debian 11\"}\n"
      "    - {field: platform, source: connector:puppet, value: \"Debian 12\"}\n"
      "    - {field: serial, source: connector:foreman, value: \"SN1\"}\n"
      "    - {field: serial, source: connector:puppet, value: \"SN2\"}\n"
      "  attention: [platform-conflict, serial-conflict, serial-names, "
      "\"stale-in:connector:puppet\"]\n");
  CHECK(scene.conflicts() ==
        "platform-conflict  web1  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    different operating systems: Debian 11 (connector:foreman), Debian 12 "
        "(connector:puppet)\n"
        "    $ muster set platform=PLATFORM aaaaaaaaaa --commit\n"
        "    $ muster show aaaaaaaaaa\n"
        "serial-conflict  web1  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    one name, and different serial numbers: SN1 (connector:foreman), SN2 "
        "(connector:puppet)\n"
        "    $ muster set serial=SERIAL aaaaaaaaaa --commit\n"
        "    $ muster show aaaaaaaaaa\n"
        "serial-names  web1  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    one serial number, and different names: web01 (connector:foreman), web1 "
        "(connector:puppet)\n"
        "    $ muster set name=NAME aaaaaaaaaa --commit\n"
        "    $ muster show aaaaaaaaaa\n"
        "stale  web1  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    connector:puppet has not heard of it for long, and mikrotik:core has\n"
        "    $ muster show aaaaaaaaaa\n"
        "    $ muster set state=gone aaaaaaaaaa --commit\n"
        "4 conflicts\n");
}

TEST_CASE("of a value that sources tell differently the winner is named, and each loser") {
  const Differing scene(
      "  platform: Debian 12\n"
      "  told:\n    - {field: platform, source: connector:foreman, value: \"Debian 11\"}\n"
      "    - {field: platform, source: connector:puppet, value: \"Debian 12\"}\n");
  const Workspace place = scene.workspace();
  const auto found = explain(place, scene.view_of(std::nullopt), "web1.platform").values;
  REQUIRE(found.size() == 1);
  CHECK(found[0].value == "Debian 12");
  CHECK(found[0].by == "connector:puppet");
  REQUIRE(found[0].lost.size() == 1);
  CHECK(found[0].lost[0].value == "Debian 11");
  CHECK(found[0].lost[0].by == "told by connector:foreman");
}

TEST_CASE("machines that NetBox has alone, and those that it lacks") {
  Comparison comparison;
  comparison.target = "netbox";
  const auto row = [&](Side side, const std::string& kind, const std::string& label,
                       const std::string& path) {
    Difference one;
    one.side = side;
    one.kind = kind;
    one.label = label;
    one.site = "berlin";
    one.path = path;
    comparison.rows.push_back(one);
  };
  row(Side::here, "device", "web1", "hosts/berlin/web1--aaaaaaaaaa.yaml");
  row(Side::there, "vm", "old", "");
  row(Side::there, "device", "known", "hosts/berlin/known--bbbbbbbbbb.yaml");
  row(Side::there, "address", "10.20.4.9/24", "");
  row(Side::differs, "device", "web2", "hosts/berlin/web2--cccccccccc.yaml");
  CHECK(conflicts_text(one_sided(comparison)) ==
        "only-in-sources  web1  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "    device web1 at site berlin is known to sources and not in netbox\n"
        "    $ muster approve aaaaaaaaaa --commit\n"
        "    $ muster reject aaaaaaaaaa --commit\n"
        "only-in-netbox  old\n"
        "    vm old at site berlin is in netbox and known to no source\n"
        "    $ muster import netbox\n"
        "    $ muster compare\n"
        "2 conflicts\n");
}
