#include "collect/mikrotik/view.h"

#include <catch2/catch.hpp>

using namespace muster;
using nlohmann::json;

namespace {

struct ViewScene {
  RouterTables router;
  ForwardingTables tables;

  ViewScene() {
    router.identity = {{"name", "gw"}};
    router.interfaces = {
        {{"name", "ether1"}, {"type", "ether"}, {"mac-address", "2C:C8:1B:00:00:01"}},
        {{"name", "ether2"},
         {"type", "ether"},
         {"mac-address", "2C:C8:1B:00:00:02"},
         {"comment", "rack 1"}},
        {{"name", "bridge"}, {"type", "bridge"}, {"mac-address", "2C:C8:1B:00:00:02"}},
        {{"name", "vlan20"}, {"type", "vlan"}, {"mac-address", "2C:C8:1B:00:00:02"}}};
  }
  SwitchView view() const { return view_of(router, tables); }
  SwitchPort port(const std::string& name) const {
    for (const SwitchPort& one : view().ports) {
      if (one.name == name) return one;
    }
    FAIL("there is no port " + name);
    return {};
  }
};

std::vector<std::string> names_in(const SwitchView& view) {
  std::vector<std::string> names;
  for (const SwitchPort& port : view.ports) names.push_back(port.name);
  return names;
}

std::vector<std::string> rendered(const std::vector<Mac>& macs) {
  std::vector<std::string> texts;
  for (const Mac mac : macs) texts.push_back(render(mac));
  return texts;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a router's ports are what cables go into") {
  const ViewScene scene;
  CHECK(names_in(scene.view()) == Strings{"ether1", "ether2"});
  CHECK(scene.port("ether2").description == "rack 1");
  CHECK(render(*scene.port("ether1").mac) == "2c:c8:1b:00:00:01");
  CHECK(scene.view().name == "gw");
  CHECK(scene.view().chassis == "2c:c8:1b:00:00:02");
}

TEST_CASE("a router's own MACs are those of its interfaces, its bridge and its local hosts") {
  ViewScene scene;
  scene.tables.bridges = {{{"name", "bridge"}, {"mac-address", "2C:C8:1B:00:00:09"}}};
  scene.tables.hosts = {{{"mac-address", "2C:C8:1B:00:00:07"}, {"local", "true"}},
                        {{"mac-address", "00:11:32:00:00:05"}, {"local", "false"}}};
  CHECK(rendered(scene.view().own) == Strings{"2c:c8:1b:00:00:01", "2c:c8:1b:00:00:02",
                                              "2c:c8:1b:00:00:07", "2c:c8:1b:00:00:09"});
  scene.router.addresses = {{{"address", "10.0.0.1/24"}, {"interface", "ether1"}},
                            {{"address", "10.0.0.2/24"}, {"disabled", "true"}},
                            {{"address", "fe80::1/64"}},
                            {{"address", "2001:db8::1/64"}}};
  REQUIRE(scene.view().addresses.size() == 2);
  CHECK(render(scene.view().addresses[0]) == "10.0.0.1");
  CHECK(render(scene.view().addresses[1]) == "2001:db8::1");
}

TEST_CASE("VLANs of a port come from its PVID and the VLAN table, where the bridge filters") {
  ViewScene scene;
  scene.tables.bridges = {{{"name", "bridge"}, {"vlan-filtering", "true"}}};
  scene.tables.ports = {{{"interface", "ether1"}, {"bridge", "bridge"}, {"pvid", "1"}},
                        {{"interface", "ether2"}, {"bridge", "bridge"}, {"pvid", "20"}},
                        {{"interface", "ether3"}, {"bridge", "bridge"}, {"disabled", "true"}}};
  scene.tables.vlans = {{{"bridge", "bridge"},
                         {"vlan-ids", "20,30-32,4090-9999,x,5-"},
                         {"tagged", "bridge,ether1"},
                         {"untagged", "ether2"}},
                        {{"bridge", "bridge"}, {"vlan-ids", "40"}, {"disabled", "true"}}};
  const SwitchPort trunk = scene.port("ether1");
  CHECK(trunk.vlans == std::vector<int>{1, 20, 30, 31, 32, 4090, 4091, 4092, 4093, 4094});
  CHECK(trunk.tagged);
  CHECK_FALSE(scene.port("ether2").tagged);
  CHECK(names_in(scene.view()) == Strings{"ether1", "ether2"});
  scene.tables.bridges = {{{"name", "bridge"}, {"vlan-filtering", "false"}}};
  CHECK(scene.port("ether1").vlans.empty());
  CHECK_FALSE(scene.port("ether1").tagged);
}

TEST_CASE("members of a bond name it, and the root port is marked") {
  ViewScene scene;
  scene.tables.bonds = {{{"name", "bond1"}, {"slaves", "ether1,ether2"}}};
  scene.tables.ports = {{{"interface", "bond1"}, {"bridge", "bridge"}, {"role", "root-port"}}};
  CHECK(scene.port("ether1").lag == "bond1");
  CHECK(scene.port("ether2").lag == "bond1");
  CHECK(scene.port("bond1").root);
  CHECK_FALSE(scene.port("ether1").root);
}

TEST_CASE("neighbours are peers with their capabilities") {
  ViewScene scene;
  scene.tables.neighbors = {{{"mac-address", "DC:2C:6E:30:00:02"},
                             {"address", "10.30.1.2"},
                             {"address4", "10.30.1.2"},
                             {"address6", "fe80::1"},
                             {"identity", "ap-1"},
                             {"platform", "MikroTik"},
                             {"version", "7.15.3"},
                             {"interface", "ether2,bridge"},
                             {"interface-name", "bridge/ether1"},
                             {"system-caps", "bridge,wlan-ap,router"},
                             {"system-caps-enabled", "bridge,wlan-ap"},
                             {"discovered-by", "cdp,lldp,mndp"}},
                            json::object(),
                            "text"};
  REQUIRE(scene.view().peers.size() == 1);
  const Peer peer = scene.view().peers[0];
  CHECK(peer.protocol == "lldp");
  CHECK(peer.port == "ether2");
  CHECK(peer.chassis == "dc:2c:6e:30:00:02");
  CHECK(peer.remote_port == "ether1");
  CHECK(peer.name == "ap-1");
  CHECK(peer.platform == "MikroTik 7.15.3");
  CHECK(peer.is(Capability::bridge));
  CHECK(peer.is(Capability::access_point));
  CHECK_FALSE(peer.is(Capability::router));
  CHECK(peer.addresses.size() == 1);
}

TEST_CASE("who told of a neighbour is guessed where the release does not say") {
  ViewScene scene;
  const auto told = [&](json neighbor) {
    scene.tables.neighbors = {std::move(neighbor)};
    return scene.view().peers.at(0).protocol;
  };
  CHECK(told({{"platform", "MikroTik"}}) == "mndp");
  CHECK(told({{"platform", "Cisco"}}) == "lldp");
  CHECK(told({{"platform", "Cisco"}, {"discovered-by", "cdp"}}) == "cdp");
  CHECK(told({{"platform", "x"}, {"discovered-by", "tomorrow"}}) == "lldp");
}
