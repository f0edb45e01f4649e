#include "report/page/topology.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "report/host_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// "berlin 2/0: sw1 [1: web1] [2: >sw2]; -sw2 [1: db1]": hosts on ports and on none, then the
// switches, those behind another with a dash.
std::string told(const std::vector<SiteTopology>& sites) {
  std::string text;
  for (const SiteTopology& site : sites) {
    text += fmt::format("{} {}/{}:", site.site, site.placed, site.unplaced);
    for (const TopologySwitch& one : site.switches) {
      text += fmt::format(" {}{}", one.top ? "" : "-", one.name);
      for (const TopologyPort& port : one.ports) {
        text += fmt::format(" [{}:", port.name);
        for (const HostFile* host : port.hosts) text += " " + host->host.observed.name;
        for (const size_t next : port.switches) text += " >" + site.switches[next].name;
        text += "]";
      }
    }
    text += "\n";
  }
  return text;
}

std::string topology(const std::vector<SeenHost>& hosts) {
  const Inventory inventory = inventory_of(hosts);
  return told(topology_of(inventory));
}

}  // namespace

TEST_CASE("hosts stand on the ports of their switches, ports in the order in which people count") {
  CHECK(topology({{"web2", {}, {{"sw1", "Gi1/0/10"}}},
                  {"web1", {}, {{"sw1", "Gi1/0/10"}}},
                  {"db1", {}, {{"sw1", "Gi1/0/2"}}},
                  {"lost"}}) == "berlin 3/1: sw1 [Gi1/0/2: db1] [Gi1/0/10: web1 web2]\n");
}

TEST_CASE("a switch with a host file of its own stands behind the one it is plugged in") {
  CHECK(topology({{"core", {}, {}}, {"acc", {}, {{"core", "24"}}}, {"web1", {}, {{"acc", "1"}}}}) ==
        "berlin 1/0: -acc [1: web1] core [24: >acc]\n");
}

TEST_CASE("switches that say of each other that they are behind them end in no circle") {
  CHECK(topology({{"a", {}, {{"b", "1"}}}, {"b", {}, {{"c", "1"}}}, {"c", {}, {{"a", "1"}}}}) ==
        "berlin 0/0: -a -b [1: >a] c [1: >b]\n");
  CHECK(topology({{"a", {}, {{"a", "1"}}}}) == "berlin 0/0: a\n");
}

TEST_CASE("switches of one name at two sites are two, and hosts that are gone are on none") {
  CHECK(topology({{"web1", {}, {{"sw1", "1"}}},
                  {"web2", {}, {{"sw1", "1"}}, "hamburg"},
                  {"old", {}, {{"sw9", "1"}}, "berlin", State::gone}}) ==
        "berlin 1/0: sw1 [1: web1]\nhamburg 1/0: sw1 [1: web2]\n");
}
