// What is made beside hosts where it is asked for: VLANs on interfaces, prefixes that hold hosts.
#include <catch2/catch.hpp>

#include "core/text.h"
#include "netbox_lab.h"
#include "target/netbox/product.h"

using namespace muster;
using namespace muster::test;

namespace {

const char* oldest_or_newest() { return GENERATE("4.2.9", "4.7.2"); }

HostFile& sw1(World& world) {
  HostFile& file = world.add("sssssssss1", "sw1", "switch",
                             {World::port("Gi1/0/1", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
  file.host.observed.names = {{"sw1.core.example", NameSource::device}};
  return file;
}

HostFile& plugged(World& world, const std::string& n, const std::string& port, int vlan,
                  Confidence confidence = Confidence::certain) {
  HostFile& file =
      world.add("pppppppp0" + n, "pc" + n, "switch",
                {World::port("eth0", "dc:2c:6e:00:01:0" + n, {"10.9.0.1" + n + "/24"})});
  file.host.observed.attached = {{.device = "SW1.core.example",
                                  .port = port,
                                  .confidence = confidence,
                                  .because = {},
                                  .vlans = {vlan}}};
  return file;
}

// "sw1/Gi1/0/3 other access 20"
std::string vlans(World& world, const std::string& list = "dcim/interfaces") {
  std::vector<std::string> lines;
  const auto rows = world.ask("GET", list + "/?limit=1000").at("results");
  for (const auto& row : rows) {
    const auto& owner = row.at(row.contains("device") ? "device" : "virtual_machine");
    std::string line =
        owner.at("name").get<std::string>() + "/" + row.at("name").get<std::string>();
    if (row.contains("type")) line += " " + row.at("type").at("value").get<std::string>();
    if (!row.at("mode").is_null()) line += " " + row.at("mode").at("value").get<std::string>();
    if (!row.at("untagged_vlan").is_null()) line += " " + row.at("untagged_vlan").at("vid").dump();
    for (const auto& vlan : row.at("tagged_vlans")) line += " " + vlan.at("vid").dump();
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return join(lines, "\n");
}

std::string names_in(World& world, const std::string& list, const std::string& field) {
  std::vector<std::string> found;
  const auto rows = world.ask("GET", list + "/?limit=1000&ordering=id").at("results");
  for (const auto& row : rows) {
    found.push_back(row.at(field).is_string() ? row.at(field).get<std::string>()
                                              : row.at(field).dump());
  }
  return join(found, " ");
}

}  // namespace

TEST_CASE("a switch's ports get the VLANs of the hosts that are plugged in") {
  Doubled world(oldest_or_newest());
  world.netbox.also = {"vlans"};
  sw1(world);
  plugged(world, "1", "Gi1/0/1", 20);
  plugged(world, "2", "Gi1/0/3", 20);
  plugged(world, "3", "Gi1/0/3", 30, Confidence::likely);
  plugged(world, "4", "Gi1/0/4", 40, Confidence::behind);
  world.settle();
  CHECK(vlans(world) ==
        "pc1/eth0 other\npc2/eth0 other\npc3/eth0 other\npc4/eth0 other\n"
        "sw1/Gi1/0/1 1000base-t access 20\nsw1/Gi1/0/3 1000base-t tagged 20 30");
  CHECK(names_in(world, "ipam/vlans", "name") == "VLAN 20 VLAN 30");
  CHECK(names_in(world, "ipam/vlan-groups", "name") == "Berlin");
}

TEST_CASE("a machine's interfaces get the VLANs that its hypervisor gave them") {
  Doubled world(oldest_or_newest());
  world.netbox.also = {"vlans"};
  HostFile& file = world.add("vvvvvvvvv1", "web1", "server",
                             {World::port("net0", "bc:24:11:00:00:01", {"10.9.0.1/24"}),
                              World::port("net1", "bc:24:11:00:00:02", {})});
  file.host.observed.interfaces[0].vlans = {20};
  world.settle();
  CHECK(vlans(world, "virtualization/interfaces") == "web1/net0 access 20\nweb1/net1");
  file.host.observed.interfaces[0].vlans = {20, 30};
  CHECK(world.settle() ==
        "create vlan:berlin/30\nupdate vm-interface:vvvvvvvvv1/net0 "
        "vlans=[\"access\",\"20\"]>[\"tagged\",\"20\",\"30\"]\n");
  file.host.observed.interfaces[0].vlans = {};
  world.settle();
  CHECK(vlans(world, "virtualization/interfaces") == "web1/net0\nweb1/net1");
}

TEST_CASE("VLANs that people documented at the site are taken, and their ports stay as they are") {
  Doubled world(oldest_or_newest());
  const std::string site =
      std::to_string(world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})"));
  const std::string other =
      std::to_string(world.made("dcim/sites", R"({"name":"Bonn","slug":"bonn"})"));
  const std::string group = std::to_string(
      world.made("ipam/vlan-groups", R"({"name":"Office","slug":"office","scope_type":"dcim.site",)"
                                     R"("scope_id":)" +
                                         site + "}"));
  world.made("ipam/vlans", "{\"vid\":20,\"name\":\"Bonn\",\"site\":" + other + "}");
  world.made("ipam/vlans", "{\"vid\":20,\"name\":\"Clients\",\"group\":" + group + "}");
  world.made("ipam/vlans", "{\"vid\":30,\"name\":\"Phones\",\"site\":" + site + "}");
  world.netbox.also = {"vlans"};
  sw1(world);
  plugged(world, "1", "Gi1/0/1", 20);
  plugged(world, "2", "Gi1/0/2", 30);
  plugged(world, "3", "Gi1/0/3", 40);
  world.settle();
  CHECK(names_in(world, "ipam/vlan-groups", "name") == "Office");
  CHECK(names_in(world, "ipam/vlans", "name") == "Bonn Clients Phones VLAN 40");
  CHECK(vlans(world).find("sw1/Gi1/0/1 1000base-t access 20") != std::string::npos);

  const auto port = world.ask("GET", "dcim/interfaces/?name=Gi1/0/1&limit=1").at("results").at(0);
  world.ask("PATCH", "dcim/interfaces/" + port.at("id").dump() + "/",
            R"({"mode":"tagged-all","untagged_vlan":null})");
  world.files[1]->host.observed.attached[0].vlans = {30};
  CHECK(world.settle() == "");
  world.config.classifications["switch"].manage["vlans"] = Manage::always;
  CHECK(world.settle() ==
        "update interface:sssssssss1/Gi1/0/1 vlans=[\"tagged-all\"]>[\"access\",\"30\"]\n");
}

TEST_CASE("prefixes of told masks are made within the site's networks, where people have none") {
  Doubled world(oldest_or_newest());
  world.netbox.also = {"prefixes"};
  world.config.sites["berlin"].networks = {*parse_cidr("10.9.0.0/16"), *parse_cidr("10.8.0.0/16")};
  world.made("ipam/prefixes", R"({"prefix":"10.8.0.0/22"})");
  world.made("ipam/prefixes", R"({"prefix":"10.9.0.0/16","status":"container"})");
  HostFile& file = world.add(
      "sssssssss1", "sw1", "switch",
      {World::port("ether1", "dc:2c:6e:00:00:01",
                   {"10.9.4.1/24", "10.8.1.1/24", "172.17.0.1/16", "10.9.5.1/32", "10.9.6.1/16"})});
  world.settle();
  CHECK(names_in(world, "ipam/prefixes", "prefix") == "10.8.0.0/22 10.9.0.0/16 10.9.4.0/24");
  CHECK(world.ask("GET", "ipam/prefixes/?prefix=10.9.4.0/24")
            .at("results")
            .at(0)
            .at("scope")
            .at("slug") == "berlin");
  file.host.observed.interfaces[0].addresses.push_back(*parse_cidr("10.9.4.7/25"));
  world.settle();
  CHECK(names_in(world, "ipam/prefixes", "prefix") == "10.8.0.0/22 10.9.0.0/16 10.9.4.0/24");
}

TEST_CASE("nothing is made beside hosts where it is not asked for") {
  Doubled world("4.7.2");
  world.config.sites["berlin"].networks = {*parse_cidr("10.9.0.0/16")};
  sw1(world);
  plugged(world, "1", "Gi1/0/2", 20);
  world.settle();
  CHECK(names_in(world, "ipam/vlans", "vid").empty());
  CHECK(names_in(world, "ipam/prefixes", "prefix").empty());
  CHECK(vlans(world) == "pc1/eth0 other\nsw1/Gi1/0/1 1000base-t");
}

TEST_CASE("the type of an interface follows from its name where that tells it") {
  using netbox::interface_type;
  CHECK(interface_type("GigabitEthernet1/0/1") == "1000base-t");
  CHECK(interface_type("Te1/1/1") == "10gbase-x-sfpp");
  CHECK(interface_type("sfp-sfpplus1") == "10gbase-x-sfpp");
  CHECK(interface_type("xe-0/0/1") == "10gbase-x-sfpp");
  CHECK(interface_type("Port-channel1") == "lag");
  CHECK(interface_type("vlan 10") == "virtual");
  CHECK(interface_type("ether1") == "other");
  CHECK(interface_type("eth0") == "other");
  CHECK(interface_type("7") == "other");
  CHECK(interface_type("") == "other");
}
