#include "collect/collector.h"

#include "collect/losses.h"
#include "scene.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("each kind of source has the collector of its name") {
  CHECK(collector_of({.settings = DhcpLeasesConfig{}}).kind == "dhcp-leases");
  CHECK(collector_of({.settings = MikrotikConfig{}}).kind == "mikrotik");
  CHECK(collector_of({.settings = ProxmoxConfig{}}).kind == "proxmox");
  CHECK(collector_of({.settings = SweepConfig{}}).round == Round::last);
  CHECK(collector_of({.settings = SwitchConfig{}}).round == Round::first);
}

TEST_CASE("sources are collected in parallel and answer in the order of the input") {
  Scene scene;
  std::vector<Source> sources(40);
  for (size_t i = 0; i < sources.size(); ++i) {
    if (i % 3 == 0) sources[i].config.settings = MikrotikConfig{};
    if (i % 3 == 1) sources[i].config.settings = ProxmoxConfig{};
    if (i % 3 == 2) sources[i].config.settings = DhcpLeasesConfig{};
    sources[i].config.name = "s" + std::to_string(i);
    sources[i].config.site = "x";
  }
  scene.http.dead = {"/rest/system/resource", "/api2/json/version"};
  const auto seen = collect_all(sources, scene.wires, {});
  REQUIRE(seen.size() == 40);
  for (size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].source == sources[i].config.id());
    CHECK(seen[i].site == "x");
    CHECK(seen[i].trouble.has_errors());
    CHECK(seen[i].complete.empty());
  }
}

TEST_CASE("no source is no work") {
  Scene scene;
  CHECK(collect_all({}, scene.wires, {}).empty());
}

TEST_CASE("a source with more than a tenth of its rows not understood is warned of") {
  Observation seen;
  seen.source = "switch:sw1";
  seen.facts.resize(18);
  seen.dropped = {{"own address", 4}, {"index not understood", 2}, {"address not understood", 1}};
  warn_of_losses(seen);
  CHECK(render(seen.trouble) ==
        "warning: switch:sw1: 3 rows of 25 rows could not be understood\n"
        "  fix: see the reasons they were left out for; it may be newer than muster\n");

  seen.trouble = {};
  seen.dropped["own address"] = 9;
  warn_of_losses(seen);
  CHECK(render(seen.trouble) == "");
}
