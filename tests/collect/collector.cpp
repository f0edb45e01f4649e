#include "collect/collector.h"

#include "scene.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("the table of collectors is found by name") {
  CHECK(find_collector("dhcp-leases")->name == "dhcp-leases");
  CHECK(find_collector("mikrotik")->name == "mikrotik");
  CHECK(find_collector("proxmox")->name == "proxmox");
  CHECK(find_collector("sweep")->round == Round::last);
  for (const Collector& collector : collectors()) {
    CHECK(find_collector(collector.name) == &collector);
  }
  CHECK(find_collector("cisco") == nullptr);
}

TEST_CASE("sources are collected in parallel and answer in the order of the input") {
  Scene scene;
  std::vector<Source> sources(40);
  for (size_t i = 0; i < sources.size(); ++i) {
    sources[i].config.kind = i % 3 == 0 ? "mikrotik" : i % 3 == 1 ? "proxmox" : "unknown";
    sources[i].config.name = "s" + std::to_string(i);
    sources[i].config.site = "x";
    sources[i].config.token_id = "a";
  }
  scene.http.dead = {"/rest/system/resource", "/api2/json/version"};
  const auto seen = collect_all(sources, scene.wires, {});
  REQUIRE(seen.size() == 40);
  for (size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].source == sources[i].config.id());
    CHECK(seen[i].site == "x");
    CHECK(seen[i].failed());
    CHECK(seen[i].complete.empty());
  }
  CHECK(render(seen[2].trouble) == "error: unknown:s2: there is no collector \"unknown\"\n");
}

TEST_CASE("no source is no work") {
  Scene scene;
  CHECK(collect_all({}, scene.wires, {}).empty());
}
