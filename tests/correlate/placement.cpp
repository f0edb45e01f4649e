#include "correlate/topology/placement.h"

#include <catch2/catch.hpp>

#include "switches.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;
using enum Capability;

namespace {

constexpr auto core_mac = "00:1b:21:00:00:01";
constexpr auto one_mac = "00:1b:21:00:01:01";
constexpr auto two_mac = "00:1b:21:00:02:01";
constexpr auto C = "00:11:32:00:00:0c";
constexpr auto D = "00:11:32:00:00:0d";
const Texts four{A, B, C, D};

std::string mac_number(unsigned number) { return render(Mac(0x001132000100 + number)); }

// A core with two access switches; hosts are added by the tests.
struct Net {
  Switch core{"core", core_mac};
  Switch one{"acc-1", one_mac};
  Switch two{"acc-2", two_mac};
  Story story;

  Net() { story.config = switched_config({"core", "acc-1", "acc-2"}); }

  Net& neighbours() {
    connect(core, "Te1", one, "Up1");
    connect(core, "Te2", two, "Up1");
    return *this;
  }

  // Every switch learns the MAC of a host on `port` of acc-1.
  Net& host(const std::string& mac, const std::string& port, int vlan = 30) {
    one.sees(mac, port, vlan);
    core.sees(mac, "Te1", vlan);
    two.sees(mac, "Up1", vlan);
    return *this;
  }

  Net& ports() {
    core.port("Te1", {20, 30}).port("Te2", {20, 30}).port("Te3");
    one.port("Up1", {20, 30}, true).port("Gi1").port("Gi2").port("Gi3", {30, 40});
    two.port("Up1", {20, 30}, true).port("Gi1").port("Gi2");
    return *this;
  }

  Net& run(int day = 0) {
    story.run(std::vector{core.told(), one.told(), two.told()}, day);
    return *this;
  }

  Texts at(const std::string& mac) const { return places(story, mac); }
};

}  // namespace

TEST_CASE("of the ports that learned a MAC, the one that is no uplink holds the host") {
  Net net;
  net.neighbours().ports().host(A, "Gi1").run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac"});
}

TEST_CASE("without neighbours a learned MAC of another switch makes an uplink") {
  Net net;
  net.ports().host(A, "Gi1");
  net.core.sees(one_mac, "Te1").sees(two_mac, "Te2");
  net.one.sees(core_mac, "Up1").sees(two_mac, "Up1");
  net.two.sees(core_mac, "Up1").sees(one_mac, "Up1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac"});
  CHECK(net.at(one_mac) == Texts{"core:Te1 likely: switch-mac"});
  CHECK(net.at(two_mac) == Texts{"core:Te2 likely: switch-mac"});
  CHECK(net.at(core_mac).empty());
}

TEST_CASE("a neighbour is a polled switch by its chassis, its address or its name") {
  for (const std::string by : {"chassis", "port", "address", "name", "nothing"}) {
    Net net;
    net.ports();
    net.core.seen.view->addresses = {parse_ip("10.20.1.2").value()};
    Peer told = peer("Up1", "", "", {bridge});
    if (by == "chassis") told.chassis = core_mac;
    if (by == "port") told.remote_port = core_mac;
    if (by == "address") told.addresses = {parse_ip("10.20.1.2").value()};
    if (by == "name") told.name = "CORE.berlin.example";
    net.one.hears(told);
    net.one.sees(A, "Up1");
    net.run();
    INFO(by);
    CHECK(net.at(A) == Texts{by == "nothing"
                                 ? "acc-1:Up1 behind vlan 30: bridge-host, via switch "
                                 : "acc-1:Up1 behind vlan 30: bridge-host, uplink to core"});
  }
}

TEST_CASE("a name is no proof against a chassis id that contradicts it") {
  Net net;
  net.ports();
  net.one.hears(peer("Gi1", "00:aa:bb:00:00:01", "core", {bridge}));
  net.one.sees(A, "Gi1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 behind vlan 30: bridge-host, via switch core"});
}

TEST_CASE("a switch that hears nobody has its uplink by the word of the other side") {
  Net net;
  net.core.port("Te3");
  net.one.port("Up1");  // nothing but the neighbour tells that it is an uplink
  net.core.hears(peer("Te1", one_mac, "acc-1", {bridge}, "Up1"));
  net.core.sees(A, "Te3");
  net.one.sees(A, "Up1");
  net.run();
  CHECK(net.at(A) == Texts{"core:Te3 certain vlan 30: bridge-host, only-mac"});
}

TEST_CASE("spanning tree's root port with several VLANs is likely an uplink") {
  Net net;
  net.ports();
  net.one.sees(A, "Up1").sees(B, "Gi3");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Up1 behind vlan 30: bridge-host, stp-root"});
  CHECK(net.at(B) == Texts{"acc-1:Gi3 likely vlan 30: bridge-host"});
  net.two.sees(A, "Gi1").sees(C, "Gi1").sees(D, "Gi1").sees(mac_number(1), "Gi1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-2:Gi1 behind vlan 30: bridge-host, many-macs"});
}

TEST_CASE("of several ports that are no uplinks the deepest in the tree holds the host") {
  Net net;
  net.neighbours().ports();
  net.core.sees(A, "Te3");
  net.one.sees_all({A, B}, "Gi1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 likely vlan 30: bridge-host; or core:Te3"});
}

TEST_CASE("of several ports at one depth the one with the fewest MACs holds the host") {
  Net net;
  net.neighbours().ports();
  net.one.sees_all({A, B}, "Gi1");
  net.two.sees(A, "Gi1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-2:Gi1 likely vlan 30: bridge-host; or acc-1:Gi1"});
}

TEST_CASE("a host that only uplinks saw is behind the last of them") {
  Net net;
  net.neighbours().ports();
  net.core.sees(A, "Te1");
  net.two.sees(A, "Up1");
  net.run();
  CHECK(net.at(A) == Texts{"core:Te1 behind vlan 30: bridge-host, uplink to acc-1"});
  CHECK(host_of(net.story, A)->observed.attention == Texts{"behind-uplink"});
}

TEST_CASE("many MACs on a port without a neighbour are behind something unknown") {
  Net net;
  net.neighbours().ports();
  for (const auto& mac : four) net.host(mac, "Gi1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 behind vlan 30: bridge-host, many-macs"});
  Net few;
  few.neighbours().ports();
  for (const auto& mac : {A, B, C}) few.host(mac, "Gi1");
  few.run();
  CHECK(few.at(A) == Texts{"acc-1:Gi1 likely vlan 30: bridge-host"});
}

TEST_CASE("an access point or a station accounts for many MACs, an unpolled switch for none") {
  const auto with = [](std::initializer_list<Capability> some) {
    Net net;
    net.neighbours().ports();
    net.one.hears(peer("Gi1", "00:aa:bb:00:00:01", "box", some));
    net.host("00:aa:bb:00:00:01", "Gi1");
    for (const auto& mac : four) net.host(mac, "Gi1");
    net.run();
    CHECK(net.at("00:aa:bb:00:00:01") == Texts{"acc-1:Gi1 certain vlan 30: lldp, bridge-host"});
    return net.at(A);
  };
  CHECK(with({bridge, access_point}) ==
        Texts{"acc-1:Gi1 likely vlan 30: bridge-host, via access-point box"});
  CHECK(with({bridge, router, station}) ==
        Texts{"acc-1:Gi1 likely vlan 30: bridge-host, via station box"});
  CHECK(with({bridge}) == Texts{"acc-1:Gi1 behind vlan 30: bridge-host, via switch box"});
  CHECK(with({router}) == Texts{"acc-1:Gi1 behind vlan 30: bridge-host, via switch box"});
  CHECK(with({}) == Texts{"acc-1:Gi1 behind vlan 30: bridge-host, many-macs"});
  CHECK(with({bridge, telephone}) == Texts{"acc-1:Gi1 behind vlan 30: bridge-host, many-macs"});
}

TEST_CASE("a computer behind a telephone stays on the port") {
  Net net;
  net.neighbours().ports();
  net.one.hears(peer("Gi3", B, "phone-7", {bridge, telephone}));
  net.host(A, "Gi3").host(B, "Gi3", 40).run();
  CHECK(net.at(A) == Texts{"acc-1:Gi3 likely vlan 30: bridge-host, via phone phone-7"});
  CHECK(net.at(B) == Texts{"acc-1:Gi3 certain vlan 40: lldp, bridge-host"});
}

TEST_CASE("a host that says its own name on a port is there for certain") {
  Net net;
  net.neighbours().ports();
  net.one.hears(peer("Gi3", "nas-1", "nas", {station}, A));  // its MAC is the port id
  net.host(A, "Gi3").host(B, "Gi3").run();
  CHECK(net.at(A) == Texts{"acc-1:Gi3 certain vlan 30: lldp, bridge-host"});
  Net mute;
  mute.neighbours().ports().host(A, "Gi3").host(B, "Gi3").run();
  CHECK(mute.at(A) == Texts{"acc-1:Gi3 likely vlan 30: bridge-host"});
}

TEST_CASE("a neighbour that no table learned is where it spoke") {
  Net net;
  net.neighbours().ports();
  net.one.hears(peer("Gi2", A, "nas", {station}));
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi2 certain vlan 30: lldp"});
}

TEST_CASE("the guests of a hypervisor do not crowd its port") {
  Net net;
  net.neighbours().ports();
  std::vector<Told> guests;
  for (unsigned i = 0; i < 5; ++i) {
    net.host(mac_number(i), "Gi3");
    guests.push_back(guest(100 + i, mac_number(i), "vm" + std::to_string(i)));
  }
  net.host(A, "Gi3");
  net.story.run(std::vector{net.core.told(), net.one.told(), net.two.told(),
                            observation("proxmox:pve1", guests)});
  CHECK(net.at(mac_number(3)) == Texts{"acc-1:Gi3 likely vlan 30: bridge-host, guest-of pve1-a"});
  CHECK(net.at(A) == Texts{"acc-1:Gi3 likely vlan 30: bridge-host"});
  net.run();  // the next run lacks the hypervisor's word
  CHECK(net.at(A) == Texts{"acc-1:Gi3 behind vlan 30: bridge-host, many-macs"});
}

TEST_CASE("a neighbour that is a hypervisor by its guests is a station whatever it says") {
  Net net;
  net.neighbours().ports();
  net.one.hears(peer("Gi3", "00:aa:bb:00:00:01", "PVE1-A.example", {bridge, router}));
  net.host(A, "Gi3");
  net.story.run(std::vector{net.core.told(), net.one.told(), net.two.told(),
                            observation("proxmox:pve1", {guest(100, B, "vm")})});
  CHECK(net.at(A) == Texts{"acc-1:Gi3 likely vlan 30: bridge-host, via station PVE1-A.example"});
}

TEST_CASE("a wireless client is at its access point, and that at its port") {
  Net net;
  net.neighbours().ports();
  net.one.hears(peer("Gi3", "00:aa:bb:00:00:01", "ap-1", {bridge, access_point}));
  for (const auto& mac : four) net.host(mac, "Gi3");
  StationFact client;
  client.mac = parse_mac(A).value();
  client.radio = "wlan1";
  client.vlans = {30};
  net.story.run(std::vector{net.core.told(), net.one.told(), net.two.told(),
                            observation("mikrotik:ap-1", {client})});
  CHECK(net.at(A) == Texts{"ap-1:wlan1 certain vlan 30: station"});
  CHECK(net.at("00:aa:bb:00:00:01") == Texts{"acc-1:Gi3 certain: lldp"});
  net.run(1);
  CHECK(net.at(A) == Texts{"acc-1:Gi3 likely vlan 30: bridge-host, via access-point ap-1"});
}

TEST_CASE("rows and neighbours of a member port count for its aggregate") {
  Net net;
  net.core.port("Te1", {20, 30}, false, "Po1").port("Te2", {20, 30}, false, "Po1");
  net.core.port("Po1", {20, 30}).port("Te3");
  net.one.port("Up1", {20, 30}, true, "Trk1").port("Trk1", {20, 30}).port("Gi1");
  net.core.hears(peer("Te1", one_mac, "acc-1", {bridge}, "Up1"));
  net.core.sees(A, "Po1").sees(B, "Te3");
  net.one.sees(A, "Gi1").sees(B, "Trk1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac"});
  CHECK(net.at(B) == Texts{"core:Te3 certain vlan 30: bridge-host, only-mac"});
  CHECK(net.at(one_mac) == Texts{"core:Po1 certain: lldp, from Up1 to Te1"});
}

TEST_CASE(
    "of an aggregate each member is a wire of its own, and one that is contradicted is none") {
  using enum Capability;
  Net net;
  net.core.port("Te1", {20, 30}, false, "Po1").port("Te2", {20, 30}, false, "Po1");
  net.core.port("Te3", {20, 30}, false, "Po1").port("Po1", {20, 30}).port("Te9");
  for (const char* member : {"Up1", "Up2", "Up3"}) net.one.port(member, {20, 30}, true, "Trk1");
  net.one.port("Trk1", {20, 30});
  connect(net.core, "Te8", net.two, "Up1");
  connect(net.core, "Te1", net.one, "Up1");
  net.core.hears(peer("Te2", one_mac, "acc-1", {bridge}, "Up2"));
  net.core.hears(peer("Te3", one_mac, "acc-1", {bridge}, "Up3"));
  net.one.hears(peer("Up3", core_mac, "core", {bridge, router}, "Te9"));
  net.run();
  CHECK(net.at(one_mac) == Texts{"core:Po1 certain: lldp, from Up1 to Te1, from Up2 to Te2",
                                 "core:Te9 certain: lldp"});
}

TEST_CASE("a switch with two ways up that are no aggregate has a port of its own for each") {
  Net net;
  net.neighbours().ports();
  connect(net.core, "Te3", net.one, "Up2");
  net.run();
  CHECK(net.at(one_mac) ==
        Texts{"core:Te1 certain: lldp, from Up1", "core:Te3 certain: lldp, from Up2"});
}

TEST_CASE("one aggregate on a pair of switches is one place with two attachments") {
  const auto pair = [](const std::string& other_name, bool joined) {
    Net net;
    net.one.port("Gi1", {30}, false, "Po7").port("Po7").port("Up1", {20, 30});
    net.two.port("Gi1", {30}, false, other_name).port(other_name).port("Up1", {20, 30});
    if (joined) connect(net.one, "Up1", net.two, "Up1");
    net.one.sees(A, "Po7");
    net.two.sees(A, other_name);
    net.run();
    return net.at(A);
  };
  CHECK(pair("Po7", true) == Texts{"acc-1:Po7 certain vlan 30: bridge-host, only-mac, mlag",
                                   "acc-2:Po7 certain vlan 30: bridge-host, only-mac, mlag"});
  CHECK(pair("Po8", true).size() == 1);
  CHECK(pair("Po7", false).size() == 1);
}

TEST_CASE("two ports with the same neighbour are one place with two attachments") {
  Net net;
  net.neighbours().ports();
  net.one.hears(peer("Gi1", "00:aa:bb:00:00:01", "nas", {station}));
  net.two.hears(peer("Gi2", "00:aa:bb:00:00:01", "nas", {station}));
  net.one.sees(A, "Gi1");
  net.two.sees(A, "Gi2");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 likely vlan 30: bridge-host, via station nas, mlag",
                           "acc-2:Gi2 likely vlan 30: bridge-host, via station nas, mlag"});
}

TEST_CASE("a switch stands on the port of its neighbour nearer to the root") {
  Net net;
  net.neighbours().ports().run();
  CHECK(net.at(one_mac) == Texts{"core:Te1 certain: lldp, from Up1"});
  CHECK(net.at(two_mac) == Texts{"core:Te2 certain: lldp, from Up1"});
  CHECK(net.at(core_mac).empty());
}

TEST_CASE("the own port of a switch is what both ends tell, or one that nobody contradicts") {
  using enum Capability;
  Net net;
  const auto above = [&](const char* own) {
    net.core.hears(peer("Te1", one_mac, "acc-1", {bridge}, own));
  };
  const auto below = [&](const char* own, const char* there) {
    net.one.hears(peer(own, core_mac, "core", {bridge, router}, there));
  };
  connect(net.core, "Te2", net.two, "Up1");
  Texts wanted{"core:Te1 certain: lldp, from Up1"};
  SECTION("by the upper one") { above("Up1"); }
  SECTION("by the lower one") { below("Up1", "Te1"); }
  SECTION("by both") {
    above("Up1");
    below("Up1", "Te1");
  }
  SECTION("by both, differently") {
    above("Up1");
    below("Gi1", "Te1");
    wanted = {"core:Te1 certain: lldp"};
  }
  SECTION("by both, and the lower one means another port up there") {
    above("Up1");
    below("Up1", "Te3");
    wanted = {"core:Te1 certain: lldp", "core:Te3 certain: lldp"};
  }
  SECTION("where somebody else is heard, too") {
    above("Up1");
    net.core.hears(peer("Te1", "00:aa:bb:00:00:01", "nas", {station}));
    wanted = {"core:Te1 certain: lldp"};
  }
  net.ports().run();
  CHECK(net.at(one_mac) == wanted);
}

TEST_CASE("a switch on an aggregate to a pair of switches hangs on both") {
  Net net;
  Switch third("acc-3", "00:1b:21:00:03:01");
  net.neighbours();
  net.one.port("Po1", {20, 30}).port("Gi9", {20, 30}, false, "Po1");
  net.two.port("Po1", {20, 30}).port("Gi9", {20, 30}, false, "Po1");
  connect(net.one, "Gi9", net.two, "Gi9x");
  third.port("x1", {20, 30}, true, "ae0").port("x2", {20, 30}, true, "ae0").port("ae0");
  connect(net.one, "Po1", third, "x1");
  connect(net.two, "Po1", third, "x2");
  net.story.run(std::vector{net.core.told(), net.one.told(), net.two.told(), third.told()});
  CHECK(net.at(third.own) == Texts{"acc-1:Po1 certain: lldp", "acc-2:Po1 certain: lldp"});
}

TEST_CASE("addresses of groups and of many are never placed") {
  Net net;
  net.neighbours().ports();
  for (const char* mac : {"00:00:5e:00:01:14", "00:00:0c:07:ac:01", "01:00:5e:00:00:fb",
                          "33:33:00:00:00:01", "00:00:00:00:00:00"}) {
    net.host(mac, "Gi1");
  }
  net.host(A, "Gi1").run();
  CHECK(net.story.hosts.size() == 4);
  CHECK(net.at(A) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac"});
}

TEST_CASE("a MAC that is alone is certain only on a bare port of a site read to the end") {
  const auto at = [](auto change) {
    Net net;
    net.neighbours().ports().host(A, "Gi1");
    change(net);
    net.run();
    return net.at(A);
  };
  CHECK(at([](Net&) {}) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac"});
  const Texts likely{"acc-1:Gi1 likely vlan 30: bridge-host"};
  CHECK(at([](Net& net) { net.host(B, "Gi1"); }) == likely);
  CHECK(at([](Net& net) { net.one.seen.view->ports[1].tagged = true; }) == likely);
  CHECK(at([](Net& net) { net.one.seen.view->ports[1].root = true; }) == likely);
  CHECK(at([](Net& net) { net.one.seen.view->ports.clear(); }) == likely);
  CHECK(at([](Net& net) { net.two.seen = net.two.cut_short(); }) == likely);
  CHECK(at([](Net& net) { net.two.seen = net.two.dead(); }) == likely);
  CHECK(at([](Net& net) {
          net.story.config = switched_config({"core", "acc-1", "acc-2", "x"});
        }) == likely);
}

TEST_CASE("a port that the switch did not tell is no place, and takes none away") {
  Net net;
  net.neighbours().ports();
  net.one.sees(A, "").sees(B, "0");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1: unknown: bridge-host"});
  CHECK(net.at(B) == Texts{"acc-1: unknown: bridge-host"});
  Net later;
  later.neighbours().ports().host(A, "Gi1").run();
  const Texts before = later.at(A);
  net.story = later.story;
  net.run(1);
  CHECK(net.at(A) == before);
}

TEST_CASE("switches of one name go by their names in the configuration") {
  Net net;
  net.one.seen.view->name = net.two.seen.view->name = "Switch";
  net.ports();
  net.one.sees(A, "Gi1");
  net.two.sees(B, "Gi1");
  net.run();
  CHECK(net.at(A) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac"});
  CHECK(net.at(B) == Texts{"acc-2:Gi1 certain vlan 30: bridge-host, only-mac"});
}

TEST_CASE("several network cards have several places") {
  Net net;
  net.neighbours().ports();
  net.host(A, "Gi1");
  net.two.sees(B, "Gi2");
  Observation leases = observation("mikrotik:core", {lease(A, "10.20.4.1"), lease(B, "10.20.4.2")});
  for (auto& fact : leases.facts) std::get<LeaseFact>(fact).duid = "000100012a";
  net.story.run(std::vector{net.core.told(), net.one.told(), net.two.told(), leases});
  CHECK(net.at(A) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac",
                           "acc-2:Gi2 certain vlan 30: bridge-host, only-mac"});
}

TEST_CASE("the rows of a logical unit are those of its port, and of the port's aggregate") {
  Net net;
  net.core.port("ae0").port("ae0.0", {20, 30}).port("xe-1", {1}, false, "ae0").port("ge-1");
  net.core.port("ge-1.0", {30}).port("1.5").port("ge-0/0/2.0").sees(D, "ge-0/0/2.0");
  net.core.hears(peer("ge-1", A, "nas", {station})).sees(A, "ge-1.0").sees(B, "1.5");
  net.core.hears(peer("xe-1", one_mac, "acc-1", {bridge})).sees(C, "ae0.0");
  net.one.sees(C, "Gi1");
  net.run();
  CHECK(net.at(A) == Texts{"core:ge-1 certain vlan 30: lldp, bridge-host"});
  CHECK(net.at(B) == Texts{"core:1.5 certain vlan 30: bridge-host, only-mac"});
  CHECK(net.at(C) == Texts{"acc-1:Gi1 likely vlan 30: bridge-host"});
  CHECK(net.at(D) == Texts{"core:ge-0/0/2 certain vlan 30: bridge-host, only-mac"});
}

TEST_CASE("a device that forwards nothing does not make its site unsure") {
  Net net;
  net.neighbours().ports().host(A, "Gi1");
  Switch router("router", "00:1b:21:00:09:01");
  router.seen.view->whole = false;
  router.seen.complete.erase(FactKind::bridge_host);
  net.story.run(std::vector{net.core.told(), net.one.told(), net.two.told(), router.told()});
  CHECK(net.at(A) == Texts{"acc-1:Gi1 certain vlan 30: bridge-host, only-mac"});
}
