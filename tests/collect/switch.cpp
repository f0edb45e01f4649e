#include "switch_scene.h"

#include <random>

#include "collect/switch/identity.h"
#include "rounds.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string peer_line(const Peer& peer) {
  std::string line = peer.protocol + " " + peer.port + " > " + peer.name + " " + peer.remote_port +
                     " [" + peer.chassis + "] " + std::to_string(peer.capabilities);
  for (const Ip& ip : peer.addresses) line += " " + render(ip);
  return line;
}

Strings peers_of(const Observation& seen) {
  Strings lines;
  for (const Peer& peer : seen.view.value().peers) lines.push_back(peer_line(peer));
  return lines;
}

std::vector<int> vlans_of(const Observation& seen, const std::string& port) {
  return port_of(seen, port).vlans;
}

const std::set<FactKind> kEverything{FactKind::arp, FactKind::bridge_host, FactKind::neighbor,
                                     FactKind::device};

}  // namespace

TEST_CASE("a clean switch is read whole, each row placed or rejected with a reason") {
  SwitchScene scene("clean");
  const Observation seen = scene.look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 Ethernet1 vlan 10 by base-port",
                                       "bc:24:11:00:00:02 Port-Channel1 vlan 10 by base-port",
                                       "bc:24:11:00:00:03 Port-Channel1 vlan 20 by base-port",
                                       "bc:24:11:00:00:04 Ethernet2 vlan 20 by base-port"});
  CHECK(seen.forwarding.by_rule() == Counts{{"base-port", 4}});
  CHECK(seen.dropped ==
        Counts{{"invalid status", 1}, {"multicast MAC", 1}, {"own address", 1}, {"self", 1}});
  CHECK(seen.complete == kEverything);
  CHECK(seen.view->whole);
}

TEST_CASE("a switch tells of itself, a fact an interface") {
  SwitchScene scene("clean");
  const Observation seen = scene.look_well();
  const auto& fact = fact_of<DeviceFact>(seen, "interface Vlan10");
  CHECK(seen.source == "switch:sw1");
  CHECK(seen.site == "berlin");
  CHECK(names_in(fact) == Strings{"device sw1.berlin.example"});
  CHECK(fact.product.serial == "SER1");
  CHECK(fact.product.model == "DCS-7050");
  CHECK(fact.product.vendor == "Arista");
  CHECK(fact.product.platform == "EOS 4.15.4M");
  CHECK(fact.chassis == "00:1c:73:00:00:01");
  CHECK(fact.interface == "Vlan10");
  CHECK(render(fact.mac.value()) == "00:1c:73:00:00:01");
  CHECK(addresses_in(fact) == Strings{"10.0.0.9/24"});
}

TEST_CASE("a switch tells the MTU of its interfaces, and none that is no number of octets") {
  const Observation seen = SwitchScene("clean").look_well();
  Strings told;
  for (const Fact& fact : seen.facts) {
    const auto* own = std::get_if<DeviceFact>(&fact);
    if (own != nullptr) told.push_back(own->interface + " " + std::to_string(own->mtu));
  }
  CHECK(told == Strings{"Ethernet1 9214", "Ethernet2 0", "Ethernet3 0", "Ethernet4 0",
                        "Port-Channel1 68", "Vlan10 65536"});
}

TEST_CASE("a table of MTUs that broke off takes none away") {
  SwitchScene scene("clean");
  scene.snmp.broken = {"1.3.6.1.2.1.2.2.1.4"};
  const Observation seen = scene.look();
  CHECK(render(seen.trouble) ==
        "error: switch:sw1: the walk of the table of interfaces broke off\n");
  CHECK_FALSE(seen.complete.contains(FactKind::device));
}

TEST_CASE("a switch's view has its own MACs, its ports with VLANs, aggregate and root") {
  SwitchScene scene("clean");
  const SwitchView view = scene.look_well().view.value();
  CHECK(view.source == "switch:sw1");
  CHECK(view.name == "sw1.berlin.example");
  CHECK(view.chassis == "00:1c:73:00:00:01");
  Strings own;
  for (const Mac mac : view.own) own.push_back(render(mac));
  CHECK(own == Strings{"00:1c:73:00:00:01", "00:1c:73:00:00:11", "00:1c:73:00:00:12",
                       "00:1c:73:00:00:13", "00:1c:73:00:00:14"});
  REQUIRE(view.addresses.size() == 1);
  CHECK(render(view.addresses[0]) == "10.0.0.9");
  Strings ports;
  for (const SwitchPort& port : view.ports) {
    std::string line = port.name + " (" + port.description + ") " + port.lag;
    for (const int vlan : port.vlans) line += " " + std::to_string(vlan);
    ports.push_back(line + (port.tagged ? " tagged" : "") + (port.root ? " root" : ""));
  }
  CHECK(ports == Strings{"Ethernet1 (desk 4)  10", "Ethernet2 ()  10 20 tagged",
                         "Ethernet3 () Port-Channel1 10 20 tagged root",
                         "Ethernet4 () Port-Channel1 99", "Port-Channel1 () "});
}

TEST_CASE("an LLDP neighbour is a peer with its capabilities and a fact with its MAC") {
  SwitchScene scene("clean");
  const Observation seen = scene.look_well();
  CHECK(peers_of(seen) == Strings{"lldp Ethernet3 > core Gi0/1 [00:90:fb:00:00:01] 20 10.0.0.1"});
  CHECK(seen.view->peers[0].platform == "Some OS");
  CHECK(seen.view->peers[0].is(Capability::bridge));
  CHECK(seen.view->peers[0].is(Capability::router));
  const auto& fact = fact_of<NeighborFact>(seen, "neighbor 00:90:fb:00:00:01");
  CHECK(names_in(fact) == Strings{"device core"});
  CHECK(addresses_in(fact) == Strings{"10.0.0.1/32"});
  CHECK(fact.chassis == "00:90:fb:00:00:01");
  CHECK(fact.product.platform == "Some OS");
  CHECK(fact.interface == "Gi0/1");
  CHECK(fact.port == "Ethernet3");
}

TEST_CASE("ARP and IPv6 neighbours become facts, configured ones prove no life") {
  SwitchScene scene("clean");
  const Observation seen = scene.look_well();
  const auto& four = fact_of<ArpFact>(seen, "arp 10.0.0.20");
  CHECK(render(four.mac) == "bc:24:11:00:00:01");
  CHECK(addresses_in(four) == Strings{"10.0.0.20/32"});
  CHECK(four.port == "Vlan10");
  CHECK(four.vlans == std::vector<int>{10});
  CHECK(four.fixed);
  CHECK_FALSE(four.alive);
  const auto& six = fact_of<ArpFact>(seen, "arp 2001:db8::5");
  CHECK(six.alive);
}

TEST_CASE("the order of the answers does not matter") {
  for (const char* name : {"clean", "vlan_contexts", "by_value", "vrp", "lldp_dirt", "status"}) {
    SwitchScene scene(name);
    const Observation seen = scene.look();
    std::mt19937 random(7);
    scene.snmp.stir = [&](std::vector<SnmpRow>& rows) {
      std::shuffle(rows.begin(), rows.end(), random);
    };
    for (int round = 0; round < rounds(20); ++round) {
      const Observation again = scene.look();
      CHECK(again.facts == seen.facts);
      CHECK(again.dropped == seen.dropped);
      CHECK(forwarding_of(again) == forwarding_of(seen));
      CHECK(again.view->ports == seen.view->ports);
      CHECK(again.view->peers == seen.view->peers);
      CHECK(again.view->own == seen.view->own);
    }
  }
}

TEST_CASE("rows that come twice count once") {
  SwitchScene scene("clean");
  scene.snmp.stir = [](std::vector<SnmpRow>& rows) {
    const auto copy = rows;
    rows.insert(rows.end(), copy.begin(), copy.end());
  };
  const Observation seen = scene.look();
  CHECK(forwarding_of(seen).size() == 4);
  CHECK(seen.forwarding.by_rule() == Counts{{"base-port", 4}});
  CHECK(seen.dropped.at("told twice") == 7);
}

TEST_CASE("a forwarding database may serve several VLANs, and all of them are told") {
  SwitchScene scene("shared_fdb");
  const Observation seen = scene.look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 1 vlan 2 vlan 16 by base-port",
                                       "bc:24:11:00:00:02 2 by base-port"});
  for (const Fact& fact : seen.facts) {
    const Product* product = product_of(fact);
    CHECK((!product || product->platform.empty()) == (kind_of(fact) != FactKind::device));
  }
  CHECK(fact_of<DeviceFact>(seen, "device").product.platform == "KA.16.01");
}

TEST_CASE("forwarding databases that are only counted are VLANs in their order") {
  CHECK(forwarding_of(SwitchScene("ordinal").look_well()) ==
        Strings{"bc:24:11:00:00:01 1 vlan 95 by base-port",
                "bc:24:11:00:00:02 2 vlan 252 by base-port"});
}

TEST_CASE("a forwarding database is never guessed to be a VLAN") {
  CHECK(forwarding_of(SwitchScene("unmapped").look_well()) ==
        Strings{"bc:24:11:00:00:01 p1 by base-port", "bc:24:11:00:00:02 p1 by base-port"});
}

TEST_CASE("a length before the MAC is no part of it") {
  const Observation seen = SwitchScene("extra_length").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 GigabitEthernet7 vlan 1 by base-port",
                                       "bc:24:11:00:00:02 GigabitEthernet1 vlan 6 by base-port"});
  CHECK(fact_of<DeviceFact>(seen, "device").product.platform == "V2.40");
}

TEST_CASE("numbered rows take their MAC from the address column, and ports are found by value") {
  const Observation seen = SwitchScene("by_value").look();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 port1 by base-port-by-value",
                                       "bc:24:11:00:00:02 internal by base-port-by-value",
                                       "bc:24:11:00:00:04 port1 by base-port-by-value"});
  CHECK(seen.dropped.at("port unknown") == 2);
  CHECK(render(seen.trouble) ==
        "warning: switch:sw1: 2 forwarding rows of ports that lead to no interface: 51 (1), 32768 "
        "(1)\n  fix: compare its bridge ports with its interfaces; their hosts are not placed "
        "here\n");
  CHECK(seen.view->whole);
}

TEST_CASE("ports may be counted from elsewhere, and an LLDP index may have two parts") {
  const Observation seen = SwitchScene("port_offset").look_well();
  CHECK(forwarding_of(seen) ==
        Strings{"bc:24:11:00:00:01 gigabitEthernet 1/0/1 vlan 1 by port-offset",
                "bc:24:11:00:00:02 gigabitEthernet 1/0/2 vlan 5 by base-port"});
  CHECK(seen.dropped.at("port 0") == 1);
  CHECK(peers_of(seen) == Strings{"lldp gigabitEthernet 1/0/2 > ap1 00:90:fb:00:00:03 "
                                  "[00:90:fb:00:00:02] 8"});
  const auto& fact = fact_of<DeviceFact>(seen, "device");
  CHECK(fact.product.model == "T1600G-28TS 3.0");
  CHECK(fact.product.serial == "2199");
  CHECK(fact.product.platform == "3.0.6");
}

TEST_CASE("a table of rows without a port is no success") {
  const Observation seen = SwitchScene("port_zero").look();
  CHECK(forwarding_of(seen).empty());
  CHECK(seen.dropped.at("port 0") == 2);
  CHECK_FALSE(seen.view->whole);
  CHECK_FALSE(seen.complete.contains(FactKind::bridge_host));
  CHECK(seen.complete.contains(FactKind::device));
  CHECK(render(seen.trouble) ==
        "warning: switch:sw1: none of 2 forwarding rows could be placed: what it forwards is not "
        "known\n  fix: see the reasons it was left out for; muster knows this device as "
        "\"jetstream\"\n");
}

TEST_CASE("a port may be an ifIndex, but only of something that bridges") {
  const Observation seen = SwitchScene("port_is_ifindex").look();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 eth0 vlan 1 by port-is-ifindex"});
  CHECK(seen.dropped.at("port unknown") == 1);
  CHECK(fact_of<DeviceFact>(seen, "device").product.platform == "6.1");
}

TEST_CASE("rows of ports that lead nowhere are counted by port") {
  const Observation seen = SwitchScene("unknown_interface").look();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 1/1 vlan 1 by base-port"});
  CHECK(seen.dropped.at("interface unknown") == 1);
  CHECK(seen.dropped.at("port unknown") == 2);
  CHECK(seen.trouble.items().at(0).message ==
        "switch:sw1: 3 forwarding rows of ports that lead to no interface: 2 (1), 77 (2)");
}

TEST_CASE("a VLAN's context has its rows, and base ports of its own") {
  SwitchScene scene("vlan_contexts");
  const Observation seen = scene.look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 Gi0/2 vlan 1 by base-port",
                                       "bc:24:11:00:00:01 Gi0/1 vlan 10 by base-port",
                                       "bc:24:11:00:00:02 Po1 vlan 10 by base-port"});
  std::set<int> contexts;
  for (const SnmpQuestion& question : scene.snmp.asked) contexts.insert(question.vlan);
  CHECK(contexts == std::set<int>{0, 1, 10, 30});
  CHECK(vlans_of(seen, "Gi0/1") == std::vector<int>{10});
  CHECK(vlans_of(seen, "Gi0/2") == std::vector<int>{1, 10, 30});
  CHECK(port_of(seen, "Gi0/2").tagged);
  CHECK(port_of(seen, "Gi0/3").lag == "Po1");
  CHECK(port_of(seen, "Gi0/3").root);
  CHECK(seen.complete == kEverything);
}

TEST_CASE("CDP neighbours are known by their ids, cut or not, and by what they say they are") {
  const Observation seen = SwitchScene("vlan_contexts").look_well();
  CHECK(peers_of(seen) ==
        Strings{"cdp Gi0/1 > a-very-long-device-name-that-is-cut-at-fo  "
                "[a-very-long-device-name-that-is-cut-at-fo] 0",
                "cdp Gi0/1 > SEPBC24110000AA  [bc:24:11:00:00:aa] 160",
                "cdp Gi0/1 > host-with-domain.department.example.comp  "
                "[host-with-domain.department.example.comp] 0",
                "cdp Gi0/2 > core.berlin.example GigabitEthernet1/0/1 [core.berlin.example] 20 "
                "10.0.0.2",
                "cdp Gi0/3 > AP0011.2233.4455  [AP0011.2233.4455] 8",
                "cdp Gi0/3 > bc:24:11:00:00:ab  [bc:24:11:00:00:ab] 0"});
  CHECK(fact_of<NeighborFact>(seen, "neighbor bc:24:11:00:00:aa").names.empty());
  CHECK(seen.dropped.at("neighbor without MAC") == 4);
}

TEST_CASE("Juniper's databases lead to VLANs by its own table, and its port lists may be text") {
  const Observation seen = SwitchScene("juniper_els").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 ge-0/0/0 vlan 100 by base-port",
                                       "bc:24:11:00:00:02 ge-0/0/1 vlan 200 by base-port"});
  CHECK(vlans_of(seen, "ge-0/0/0") == std::vector<int>{100});
  CHECK_FALSE(port_of(seen, "ge-0/0/0").tagged);
  CHECK(vlans_of(seen, "ge-0/0/1") == std::vector<int>{100, 200});
  CHECK(fact_of<DeviceFact>(seen, "device").product.platform == "Junos 18.4R3");
}

TEST_CASE("an older Juniper's VLAN index is not the tag") {
  const Observation seen = SwitchScene("juniper_ex").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 ge-0/0/0 vlan 300 by base-port"});
  CHECK(vlans_of(seen, "ge-0/0/0") == std::vector<int>{300});
  CHECK_FALSE(port_of(seen, "ge-0/0/0").tagged);
}

TEST_CASE("the newer Q-BRIDGE has a component before the database, also before database 6") {
  const Observation seen = SwitchScene("ieee_q_bridge").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 1/1/1 vlan 6 by base-port",
                                       "bc:24:11:00:00:02 lag1 vlan 20 by base-port"});
}

TEST_CASE("a wrong table of databases is not believed") {
  CHECK(forwarding_of(SwitchScene("comware").look_well()) ==
        Strings{"bc:24:11:00:00:01 GE1/0/1 vlan 30 by base-port"});
}

TEST_CASE("the vendor's table and BRIDGE-MIB together tell more than either") {
  SwitchScene scene("vrp");
  scene.source.config.as<SwitchConfig>().contexts = {"red"};
  const Observation seen = scene.look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 Eth-Trunk1 vlan 30 by vendor-table",
                                       "bc:24:11:00:00:02 GE0/0/2 vlan 40 by vendor-table",
                                       "bc:24:11:00:00:03 GE0/0/1 by base-port",
                                       "bc:24:11:00:00:04 GE0/0/1 vlan 50 by vendor-table"});
  CHECK(seen.dropped.at("VLAN 0 beside a VLAN") == 1);
  CHECK(seen.dropped.at("address without MAC") == 1);
  CHECK(fact_of<ArpFact>(seen, "arp 10.1.1.1").port == "GE0/0/1");
  CHECK(fact_of<ArpFact>(seen, "arp 10.2.2.2").port == "GE0/0/2");
}

TEST_CASE("tables of vendors are read by the shape of their index") {
  CHECK(forwarding_of(SwitchScene("aos6").look_well()) ==
        Strings{"bc:24:11:00:00:01 1/1 vlan 10 by vendor-table"});
  CHECK(forwarding_of(SwitchScene("aos7").look_well()) ==
        Strings{"bc:24:11:00:00:01 Linkagg 1 vlan 10 by vendor-table"});
  const Observation timos = SwitchScene("timos").look_well();
  CHECK(forwarding_of(timos) == Strings{"bc:24:11:00:00:01 1/1/1 vlan 30 by vendor-table"});
  CHECK(timos.dropped.at("port 0") == 1);
}

TEST_CASE("RouterOS tells the port of a neighbour in its own table") {
  const Observation seen = SwitchScene("routeros").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 ether2 by port-is-ifindex",
                                       "bc:24:11:00:00:02 ether1 by port-is-ifindex"});
  CHECK(peers_of(seen) == Strings{"lldp ether2 > mt2 ether7 [00:90:fb:00:00:09] 20"});
  CHECK(fact_of<DeviceFact>(seen, "interface ether1").product.serial == "HEX123");
  CHECK(fact_of<DeviceFact>(seen, "interface ether1").product.platform == "RouterOS 7.5");
}

TEST_CASE("LLDP's dirt is washed off") {
  const Observation seen = SwitchScene("lldp_dirt").look();
  CHECK(peers_of(seen) == Strings{"lldp A1 > sw-b2(0090fb-000001) 12 [00:90:fb:00:00:01] 20",
                                  "lldp A2 > pc x [10.56.32.113] 128 10.56.32.113",
                                  "lldp A2 > new name bc:24:11:00:00:bb [phone7] 36"});
  CHECK(names_in(fact_of<NeighborFact>(seen, "neighbor 00:90:fb:00:00:01")) ==
        Strings{"device sw-b2"});
  CHECK(fact_of<NeighborFact>(seen, "neighbor bc:24:11:00:00:bb").port == "A2");
  CHECK(fact_of<NeighborFact>(seen, "neighbor bc:24:11:00:00:bb").chassis.empty());
}

TEST_CASE("VLAN 0 counts only where there is no real VLAN") {
  const Observation seen = SwitchScene("vlan_zero").look_well();
  CHECK(forwarding_of(seen) ==
        Strings{"bc:24:11:00:00:01 p1 vlan 5 by base-port", "bc:24:11:00:00:02 p2 by base-port"});
  CHECK(seen.dropped.at("VLAN 0 beside a VLAN") == 1);
}

TEST_CASE("rows about the switch itself are its own MACs, static rows of hosts are not") {
  const Observation seen = SwitchScene("status").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 p1 by base-port"});
  CHECK(seen.dropped == Counts{{"interface without MAC and address", 2},
                               {"invalid MAC", 2},
                               {"invalid status", 1},
                               {"mgmt", 2},
                               {"multicast MAC", 1},
                               {"self", 1}});
  CHECK(seen.view->own == std::vector<Mac>{Mac(0xBC2411000003), Mac(0xBC2411000004)});
}

TEST_CASE("an interface that cannot be named by its texts is named by its number") {
  CHECK(forwarding_of(SwitchScene("same_names").look_well()) ==
        Strings{"bc:24:11:00:00:01 RMON Port#2 by base-port"});
}

TEST_CASE("a table that is known to be wrong is not asked for") {
  SwitchScene scene("allied");
  CHECK(forwarding_of(scene.look_well()) == Strings{"bc:24:11:00:00:01 p2 by base-port"});
  for (const SnmpQuestion& question : scene.snmp.asked) {
    CHECK(render(question.oid) != "1.3.6.1.2.1.17.7.1.2.2.1.2");
  }
}

TEST_CASE("where marks loop, only mark 0 is asked for") {
  SwitchScene scene("time_mark");
  CHECK(forwarding_of(scene.look_well()) ==
        Strings{"bc:24:11:00:00:01 ge.1.1 vlan 10 by base-port"});
}

TEST_CASE("a forwarding table that broke off says so and forgets nothing") {
  SwitchScene scene("clean");
  scene.snmp.broken = {"1.3.6.1.2.1.17.7.1.2.2.1.2"};
  const Observation seen = scene.look();
  CHECK(seen.trouble.has_errors());
  CHECK(seen.trouble.items().at(0).message ==
        "switch:sw1: the walk of the forwarding table broke off");
  CHECK_FALSE(seen.view->whole);
  CHECK(seen.complete == std::set<FactKind>{FactKind::arp, FactKind::neighbor, FactKind::device});
  CHECK(forwarding_of(seen).size() == 1);
}

TEST_CASE("one broken VLAN makes the whole table partial") {
  SwitchScene scene("vlan_contexts");
  scene.snmp.broken = {"1.3.6.1.2.1.17.4.3.1.2"};
  const Observation seen = scene.look();
  CHECK_FALSE(seen.view->whole);
  CHECK_FALSE(seen.complete.contains(FactKind::bridge_host));
}

TEST_CASE("a device that does not answer is one trouble, and the others are read") {
  SwitchScene scene("clean");
  std::vector<Source> sources{scene.source, scene.source};
  sources[0].config.name = "dead";
  sources[0].config.as<SwitchConfig>().address = "10.0.0.66";
  const auto seen = collect_switches(sources, {}, scene.snmp_wires, {});
  REQUIRE(seen.size() == 2);
  CHECK(render(seen[0].trouble) == "error: switch:dead: no answer\n");
  CHECK(seen[0].complete.empty());
  CHECK(seen[0].facts.empty());
  CHECK_FALSE(seen[0].view);
  CHECK(seen[1].complete == kEverything);
}

TEST_CASE("a device that tells nothing of itself is a trouble") {
  SwitchScene scene;
  scene.snmp.agents["10.0.0.9"] = {};
  CHECK(render(scene.look().trouble) ==
        "error: switch:sw1: the device tells nothing of itself\n  fix: let its SNMP view have "
        "1.3.6.1.2.1\n");
}

TEST_CASE("an agent is asked as its source says") {
  SwitchScene scene;
  struct Listening : Snmp {
    SnmpAgent agent;
    void talk(std::span<SnmpTalk* const> talks, std::stop_token) override {
      agent = talks[0]->agent();
    }
  } listening;
  Wires wires{scene.clock, scene.http, scene.runner, scene.progress, listening};
  auto& config = scene.source.config.as<SwitchConfig>();
  config.username = "muster";
  scene.source.config.timeout = Milliseconds(1500);
  config.version = "3";
  config.auth = "sha256";
  config.priv = "aes256";
  config.retries = 3;
  config.deadline = Milliseconds(60'000);
  scene.source.secrets.set("auth_password", Secret("auth pw"));
  scene.source.secrets.set("priv_password", Secret("priv pw"));
  scene.source.secrets.set("community", Secret("public"));
  collect_switches({&scene.source, 1}, {}, wires, {});
  const SnmpAgent& agent = listening.agent;
  CHECK(agent.name == "switch:sw1");
  CHECK(agent.address == "10.0.0.9");
  CHECK(agent.version == "3");
  CHECK(agent.user == "muster");
  CHECK(agent.auth == "sha256");
  CHECK(agent.auth_password.reveal() == "auth pw");
  CHECK(agent.priv == "aes256");
  CHECK(agent.priv_password.reveal() == "priv pw");
  CHECK(agent.community.reveal() == "public");
  CHECK(agent.timeout == Milliseconds(1500));
  CHECK(agent.retries == 3);
  CHECK(agent.deadline == Milliseconds(60'000));
}

TEST_CASE("no column of a forwarding table is walked that nobody reads") {
  SwitchScene scene("clean");
  scene.look_well();
  Strings oids;
  for (const SnmpQuestion& question : scene.snmp.asked) {
    const std::string oid = render(question.oid);
    if (oid.starts_with("1.3.6.1.2.1.17.4.") || oid.starts_with("1.3.6.1.2.1.17.7.1.2.")) {
      oids.push_back(oid);
    }
  }
  CHECK(oids == Strings{"1.3.6.1.2.1.17.7.1.2.2.1.2", "1.3.6.1.2.1.17.7.1.2.2.1.3"});
}
