// What hosts say of their port by LLDP, beside what switches learned.
#include <catch2/catch.hpp>

#include "switches.h"

using namespace muster;
using namespace muster::test;
using enum Capability;

namespace {

const std::string host_mac = "bc:24:11:00:00:01";
const std::string second_mac = "bc:24:11:00:00:02";

std::string crowd(unsigned number) { return render(Mac(0x001132000100 + number)); }

using Lines = std::vector<std::string>;

Switch access_switch() {
  Switch one("acc-1", "00:1c:73:00:00:01");
  one.port("Gi1").port("Gi2").port("Gi3");
  return one;
}

Peer station_on(const std::string& port, const std::string& chassis, const std::string& port_mac) {
  Peer one = peer(port, chassis, "", {station});
  one.port_mac = parse_mac(port_mac);
  return one;
}

Story told_by(std::initializer_list<Switch> switches) {
  std::vector<Observation> seen;
  std::vector<std::string> names;
  for (const Switch& one : switches) {
    seen.push_back(one.told());
    names.push_back(one.name);
  }
  Story story;
  story.config = switched_config(names);
  story.run(seen);
  return story;
}

}  // namespace

TEST_CASE("a host that speaks elsewhere than it was learned is a conflict, and not certain") {
  Switch one = access_switch();
  one.sees(host_mac, "Gi2").hears(station_on("Gi1", host_mac, host_mac));
  const Story story = told_by({one});
  CHECK(places(story, host_mac) ==
        Lines{"acc-1:Gi2 likely vlan 30: bridge-host, only-mac; or acc-1:Gi1"});
  CHECK(host_of(story, host_mac)->observed.attention == Lines{"placement-conflict"});
}

TEST_CASE("a host that speaks from its other interface contradicts nothing") {
  Switch one = access_switch();
  one.sees(host_mac, "Gi2").sees(second_mac, "Gi1");
  one.hears(station_on("Gi1", host_mac, second_mac));
  const Story story = told_by({one});
  CHECK(places(story, host_mac).front() == "acc-1:Gi2 certain vlan 30: bridge-host, only-mac");
  CHECK(host_of(story, host_mac)->observed.attention.empty());
}

TEST_CASE("a neighbour is known by the MAC of its port where its chassis id is a name") {
  Switch one = access_switch();
  Peer told = station_on("Gi3", "vmnic0", host_mac);
  told.remote_port = "port 0 on dvSwitch";
  one.sees(second_mac, "Gi1");
  one.hears(told);
  auto& fact = std::get<NeighborFact>(one.seen.facts.back());
  fact.mac = parse_mac(host_mac);
  fact.chassis.clear();
  CHECK(places(told_by({one}), host_mac) == Lines{"acc-1:Gi3 certain vlan 30: lldp"});
}

TEST_CASE("what a host says on a switch agrees with an uplink towards it") {
  Switch one = access_switch();
  Switch core("core", "00:1c:73:00:00:02");
  one.port("Up1", {10, 20}, true);
  core.port("Te1", {10, 20});
  connect(core, "Te1", one, "Up1");
  core.sees(host_mac, "Te1");
  one.hears(station_on("Gi1", host_mac, host_mac));
  const Story story = told_by({core, one});
  CHECK(places(story, host_mac) == Lines{"acc-1:Gi1 certain vlan 30: lldp"});
  CHECK(host_of(story, host_mac)->observed.attention.empty());
}

TEST_CASE("what seems to end at a switch that did not answer contradicts nobody") {
  Switch one = access_switch();
  Switch core("core", "00:1c:73:00:00:02");
  Switch between("mid", "00:1c:73:00:00:03");
  one.port("Up1", {10, 20}, true);
  core.port("Te1", {10, 20}).hears(peer("Te1", "00:1c:73:00:00:03", "mid", {bridge}));
  for (unsigned i = 1; i < 8; ++i) core.sees(crowd(i), "Te1");
  core.sees(host_mac, "Te1");
  one.hears(station_on("Gi1", host_mac, host_mac));
  Story story;
  Observation silent = failed(between.told());
  silent.view.reset();
  story.config.sources.push_back({.name = "mid", .site = "berlin", .settings = SwitchConfig{}});
  story.run({core.told(), one.told(), silent});
  CHECK(places(story, host_mac) == Lines{"acc-1:Gi1 certain vlan 30: lldp"});
  CHECK(host_of(story, host_mac)->observed.attention.empty());
}

TEST_CASE("a host that speaks on one port while another has it among many is a conflict") {
  Switch one = access_switch();
  for (unsigned i = 1; i < 8; ++i) one.sees(crowd(i), "Gi2");
  one.sees(host_mac, "Gi2").hears(station_on("Gi1", host_mac, host_mac));
  const Story story = told_by({one});
  CHECK(places(story, host_mac) == Lines{"acc-1:Gi1 likely vlan 30: lldp; or acc-1:Gi2"});
  CHECK(host_of(story, host_mac)->observed.attention == Lines{"placement-conflict"});
}

TEST_CASE(
    "a host that speaks on one port and is behind an unpolled switch on another is a conflict") {
  Switch one = access_switch();
  one.hears(peer("Gi2", "00:1c:73:00:00:99", "desk-switch", {bridge}));
  one.sees(host_mac, "Gi2").hears(station_on("Gi1", host_mac, host_mac));
  const Story story = told_by({one});
  CHECK(places(story, host_mac) == Lines{"acc-1:Gi1 likely vlan 30: lldp; or acc-1:Gi2"});
  CHECK(host_of(story, host_mac)->observed.attention == Lines{"placement-conflict"});
}
