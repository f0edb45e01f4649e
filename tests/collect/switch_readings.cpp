// What the numbers and texts of a switch are, where agents differ from the RFCs.
#include "switch_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

std::vector<int> vlans_of_port(const Observation& seen, const std::string& port) {
  return port_of(seen, port).vlans;
}

}  // namespace

TEST_CASE("a table is read as ifIndexes where its bridge ports are down or none at all") {
  CHECK(forwarding_of(SwitchScene("index_by_status").look_well()) ==
        Strings{"bc:24:11:00:00:01 trunk1 by port-is-ifindex",
                "bc:24:11:00:00:02 ge4 by port-is-ifindex",
                "bc:24:11:00:00:03 ge5 by port-is-ifindex"});
}

TEST_CASE("where both readings are ports that are up, neighbours and PVIDs decide") {
  CHECK(forwarding_of(SwitchScene("index_by_neighbours").look_well()) ==
        Strings{"bc:24:11:00:00:01 Eth1 vlan 7 by port-is-ifindex",
                "bc:24:11:00:00:02 Eth2 vlan 8 by port-is-ifindex",
                "bc:24:11:00:00:03 Eth3 vlan 8 by port-is-ifindex"});
}

TEST_CASE("one port that went down does not turn a table's reading") {
  const Observation seen = SwitchScene("one_port_down").look_well();
  CHECK(seen.forwarding.by_rule() == Counts{{"base-port", 5}});
}

TEST_CASE("beside a map of bridge ports no number is guessed to be an ifIndex") {
  const Observation seen = SwitchScene("beside_map").look();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 p29 by base-port"});
  CHECK(seen.dropped.at("port unknown") == 2);
}

TEST_CASE("an aggregate that the map of bridge ports leaves out is told by its ifIndex") {
  CHECK(forwarding_of(SwitchScene("aggregate_beside_map").look_well()) ==
        Strings{"bc:24:11:00:00:01 p1 by base-port", "bc:24:11:00:00:02 Po1 by port-is-ifindex"});
}

TEST_CASE("SONiC is known by what it says of itself, and tells ifIndexes") {
  const Observation seen = SwitchScene("sonic").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 Ethernet0 by port-is-ifindex"});
  CHECK(fact_of<DeviceFact>(seen, "device").product.platform == "SONiC 4.2.0-Some");
  CHECK(fact_of<DeviceFact>(seen, "device").product.vendor.empty());
}

TEST_CASE("VLANs may stand in the newer table of static VLANs alone") {
  const Observation seen = SwitchScene("ieee_static").look_well();
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 1/1/1 vlan 30 by base-port",
                                       "bc:24:11:00:00:02 1/1/2 vlan 40 by base-port"});
  CHECK(vlans_of_port(seen, "1/1/1") == std::vector<int>{30});
  CHECK_FALSE(port_of(seen, "1/1/1").tagged);
  CHECK(vlans_of_port(seen, "1/1/2") == std::vector<int>{30, 40});
  CHECK(port_of(seen, "1/1/2").tagged);
}

TEST_CASE("a database is the VLAN that is listed under its number, whatever the others are") {
  CHECK(forwarding_of(SwitchScene("some_ids").look_well()) ==
        Strings{"bc:24:11:00:00:01 p1 vlan 100 by base-port",
                "bc:24:11:00:00:02 p1 vlan 200 by base-port", "bc:24:11:00:00:03 p1 by base-port"});
  CHECK(forwarding_of(SwitchScene("counted_ids").look_well()) ==
        Strings{"bc:24:11:00:00:01 p1 by base-port", "bc:24:11:00:00:02 p1 by base-port"});
}

TEST_CASE("of the VLANs that share a database, those of the port are told") {
  CHECK(forwarding_of(SwitchScene("shared_learning").look_well()) ==
        Strings{"bc:24:11:00:00:01 p1 vlan 1 by base-port",
                "bc:24:11:00:00:02 p2 vlan 400 vlan 800 by base-port",
                "bc:24:11:00:00:03 p3 vlan 400 vlan 800 by base-port"});
}

TEST_CASE("text ends at the NUL that an agent's buffer is filled with") {
  const Observation seen = SwitchScene("nul_padded").look_well();
  CHECK(seen.view->name == "sw1");
  CHECK(forwarding_of(seen) == Strings{"bc:24:11:00:00:01 p1 by base-port"});
  const auto& fact = fact_of<NeighborFact>(seen, "neighbor bc:24:11:00:00:99");
  CHECK(names_in(fact) == Strings{"device sw2"});
  CHECK(fact.port == "p1");
  CHECK(seen.view->peers.at(0).chassis == "sw2");
}

TEST_CASE("the bits of a list of ports beyond the bridge ports are none") {
  const Observation seen = SwitchScene("list_bits").look_well();
  CHECK(vlans_of_port(seen, "p1") == std::vector<int>{1});
  CHECK(vlans_of_port(seen, "p2") == std::vector<int>{20});
}

TEST_CASE("a neighbour's port keeps its MAC beside what it is called") {
  const Observation seen = SwitchScene("port_mac").look_well();
  REQUIRE(seen.view->peers.size() == 2);
  CHECK(seen.view->peers[0].remote_port == "SW PORT");
  CHECK(seen.view->peers[0].port_mac == Mac(0xBC2411000001));
  CHECK(seen.view->peers[1].port_mac == Mac(0xBC2411000002));
  CHECK(fact_of<NeighborFact>(seen, "neighbor bc:24:11:00:00:02").interface == "vmnic3");
}

TEST_CASE("the version of a switch is that of what runs, not of what boots") {
  const Observation seen = SwitchScene("boot_version").look();
  CHECK(fact_of<DeviceFact>(seen, "device").product.platform == "2.10.B01");
  CHECK(fact_of<DeviceFact>(seen, "device").product.model == "DGS-1");
}

TEST_CASE("Cisco's small switches among the products of IOS are none of them") {
  SwitchScene scene("small_cisco");
  CHECK(fact_of<DeviceFact>(scene.look(), "device").product.platform == "4.1.0.1");
  for (const SnmpQuestion& question : scene.snmp.asked) CHECK(question.vlan == 0);
}

TEST_CASE("a switch without a row says that it knows nothing of its ports") {
  const Observation seen = SwitchScene("small_cisco").look();
  CHECK(render(seen.trouble) ==
        "warning: switch:sw1: tells no forwarding rows: which hosts stand on its ports is not "
        "known\n  fix: let its SNMP view have 1.3.6.1.2.1.17, or ask it by another kind of source; "
        "muster knows this device as \"cisco-smb\"\n");
  CHECK_FALSE(seen.view->whole);
  CHECK_FALSE(seen.complete.contains(FactKind::bridge_host));
}

TEST_CASE("a switch that tells of no interface is doubtful, whatever else it tells") {
  SwitchScene scene("port_zero");
  std::erase_if(scene.snmp.agents["10.0.0.9"][""], [](const auto& row) {
    return starts_with(row.first, parse_oid("1.3.6.1.2.1.2").value()) ||
           starts_with(row.first, parse_oid("1.3.6.1.2.1.31").value());
  });
  const Observation seen = scene.look();
  CHECK(seen.answer == Answer::doubtful);
  CHECK_FALSE(seen.complete.contains(FactKind::bridge_host));
  CHECK(
      render(seen.trouble).starts_with("warning: switch:sw1: the switch tells of no interface\n"));
}
