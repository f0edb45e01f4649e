// Things that change places: names, MACs, addresses, interfaces, hosts. Each must be done in one
// run and leave nothing to do, whatever NetBox refuses on the way.
#include <catch2/catch.hpp>

#include "core/text.h"
#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

const char* version() { return GENERATE("4.4.10", "4.7.2"); }

HostFile& sw(World& world, const std::string& n, const std::string& name) {
  return world.add("sssssssss" + n, name, "switch",
                   {World::port("ether1", "dc:2c:6e:00:00:0" + n, {"10.9.0." + n + "/24"})});
}

void two_switches(World& world, const char* first = "sw1", const char* second = "sw2") {
  sw(world, "1", first);
  sw(world, "2", second);
  world.settle();
}

void two_ports(World& world) {
  world.add("ssssssssss", "sw1", "switch",
            {World::port("ether1", "dc:2c:6e:00:00:01", {"10.9.0.1/24"}),
             World::port("ether2", "dc:2c:6e:00:00:02", {})});
  world.settle();
}

Interface& port(HostFile& file, size_t at = 0) { return file.host.observed.interfaces.at(at); }

// "sw1/ether1 DC:2C:… primary", one a line.
std::string macs(World& world) {
  std::vector<std::string> lines;
  const auto rows = world.ask("GET", "dcim/mac-addresses/?limit=1000").at("results");
  for (const auto& row : rows) {
    const auto& on = row.at("assigned_object");
    std::string line = "nothing ";
    if (!on.is_null()) {
      const char* owner = on.contains("device") ? "device" : "virtual_machine";
      line =
          on.at(owner).at("name").get<std::string>() + "/" + on.at("name").get<std::string>() + " ";
    }
    lines.push_back(line + row.at("mac_address").get<std::string>());
  }
  std::sort(lines.begin(), lines.end());
  return join(lines, "\n");
}

std::string primaries(World& world) {
  std::vector<std::string> lines;
  for (const char* list : {"dcim/devices", "virtualization/virtual-machines"}) {
    const auto rows = world.ask("GET", std::string(list) + "/?limit=1000").at("results");
    for (const auto& row : rows) {
      const auto& ip = row.at("primary_ip4");
      lines.push_back(row.at("name").get<std::string>() + " " +
                      (ip.is_null() ? "none" : ip.at("address").get<std::string>()));
    }
  }
  std::sort(lines.begin(), lines.end());
  return join(lines, "\n");
}

long long id_of(World& world, const std::string& path) {
  return world.ask("GET", path).at("results").at(0).at("id").get<long long>();
}

}  // namespace

TEST_CASE("devices that exchange their names go through a name that is free") {
  Doubled world(version());
  two_switches(world, "alpha", "beta");
  world.files[0]->host.name = "beta";
  world.files[1]->host.name = "alpha";
  const std::string plan = world.settle();
  CHECK(plan.substr(0, plan.find("update ip")) ==
        "update device:sssssssss2~aside name=\"beta\">\"beta~sssssssss2\"\n"
        "update device:sssssssss1 name=\"alpha\">\"beta\"\n"
        "update device:sssssssss2 name=\"beta\">\"alpha\"\n");
  CHECK(primaries(world) == "alpha 10.9.0.2/24\nbeta 10.9.0.1/24");
}

TEST_CASE("three machines whose names go round, and their addresses with them") {
  Doubled world(version());
  const std::string names[] = {"a", "b", "c"};
  for (size_t i = 0; i < 3; ++i) {
    const std::string n = std::to_string(i + 1);
    world.add("vvvvvvvvv" + n, names[i], "server",
              {World::port("net0", "bc:24:11:00:00:0" + n, {"10.9.0." + n + "/24"})});
  }
  world.settle();
  for (size_t i = 0; i < 3; ++i) {
    world.files[i]->host.name = names[(i + 1) % 3];
    port(*world.files[i]).addresses = {*parse_cidr("10.9.0." + std::to_string(3 - i) + "/24")};
  }
  world.settle();
  CHECK(primaries(world) == "a 10.9.0.1/24\nb 10.9.0.3/24\nc 10.9.0.2/24");
}

TEST_CASE("the primary address is the one that the host file says, not the lowest") {
  Lab lab(version());
  World world(lab.url);
  HostFile& file =
      world.add("ssssssssss", "sw1", "switch",
                {World::port("ether1", "dc:2c:6e:00:00:01", {"10.9.0.5/24", "10.9.0.17/24"})});
  world.settle();
  CHECK(primaries(world) == "sw1 10.9.0.5/24");
  file.host.observed.primary = {*parse_cidr("10.9.0.17/24")};
  world.settle();
  CHECK(primaries(world) == "sw1 10.9.0.17/24");
  file.host.overrides.primary = {{*parse_cidr("10.9.0.5/24")}};
  world.settle();
  CHECK(primaries(world) == "sw1 10.9.0.5/24");
}

TEST_CASE("MACs that two hosts exchange are moved, although each is primary") {
  Doubled world(version());
  two_switches(world);
  std::swap(port(*world.files[0]).mac, port(*world.files[1]).mac);
  world.settle();
  CHECK(macs(world) == "sw1/ether1 DC:2C:6E:00:00:02\nsw2/ether1 DC:2C:6E:00:00:01");
}

TEST_CASE("MACs that two interfaces of a host exchange are moved") {
  Doubled world(version());
  two_ports(world);
  std::swap(port(*world.files[0], 0).mac, port(*world.files[0], 1).mac);
  world.settle();
  CHECK(macs(world) == "sw1/ether1 DC:2C:6E:00:00:02\nsw1/ether2 DC:2C:6E:00:00:01");
}

TEST_CASE("an interface that has another name in the host file is renamed, not made anew") {
  Doubled world(version());
  sw(world, "1", "sw1");
  world.settle();
  const long long before = id_of(world, "dcim/interfaces/?name=ether1&limit=1");
  port(*world.files[0]).name = "sfp1";
  CHECK(world.settle() == "update interface:sssssssss1/sfp1 name=\"ether1\">\"sfp1\"\n");
  CHECK(id_of(world, "dcim/interfaces/?name=sfp1&limit=1") == before);
}

TEST_CASE("interfaces that exchange their names with their MACs are renamed") {
  Doubled world(version());
  two_ports(world);
  std::swap(port(*world.files[0], 0).name, port(*world.files[0], 1).name);
  world.settle();
  CHECK(macs(world) == "sw1/ether1 DC:2C:6E:00:00:02\nsw1/ether2 DC:2C:6E:00:00:01");
  CHECK(primaries(world) == "sw1 10.9.0.1/24");
}

TEST_CASE("an interface renamed by hand gets its name back, unless muster had invented it") {
  Doubled world(version());
  sw(world, "1", "sw1");
  port(sw(world, "2", "sw2")).name = "eth0";
  world.settle();
  const std::string other = R"({"name": "uplink"})";
  for (const char* name : {"ether1", "eth0"}) {
    const long long id = id_of(world, "dcim/interfaces/?name=" + std::string(name) + "&limit=1");
    world.ask("PATCH", "dcim/interfaces/" + std::to_string(id) + "/", other);
  }
  CHECK(world.settle() == "update interface:sssssssss1/ether1 name=\"uplink\">\"ether1\"\n");
  CHECK(macs(world) == "sw1/ether1 DC:2C:6E:00:00:01\nsw2/uplink DC:2C:6E:00:00:02");
}

TEST_CASE("the MAC of a NIC that was replaced goes") {
  Doubled world(version());
  sw(world, "1", "sw1");
  world.settle();
  port(*world.files[0]).mac = parse_mac("dc:2c:6e:00:00:99");
  CHECK(world.settle() ==
        "create mac:sssssssss1/ether1/DC:2C:6E:00:00:99\n"
        "update primary-mac:sssssssss1/ether1 primary_mac=\"DC:2C:6E:00:00:01\">"
        "\"DC:2C:6E:00:00:99\"\n"
        "delete mac:sssssssss1/ether1/DC:2C:6E:00:00:01 (its host no longer has it)\n");
  CHECK(macs(world) == "sw1/ether1 DC:2C:6E:00:00:99");
}

TEST_CASE("a bond and its members have one MAC, each its own object") {
  Doubled world(version());
  world.add(
      "vvvvvvvvvv", "web1", "server",
      {World::port("bond0", "bc:24:11:00:00:01", {"10.9.0.1/24"}),
       World::port("ens1", "bc:24:11:00:00:01", {}), World::port("ens2", "bc:24:11:00:00:01", {})});
  world.settle();
  CHECK(macs(world) ==
        "web1/bond0 BC:24:11:00:00:01\nweb1/ens1 BC:24:11:00:00:01\nweb1/ens2 BC:24:11:00:00:01");
  port(*world.files[0], 2).name = "ens7";
  world.settle();
  CHECK(macs(world) ==
        "web1/bond0 BC:24:11:00:00:01\nweb1/ens1 BC:24:11:00:00:01\nweb1/ens7 BC:24:11:00:00:01");
}

TEST_CASE("a server that becomes a virtual machine takes its MAC and address along") {
  Doubled world(version());
  world.put_class("box", Becomes::device);
  world.add("wwwwwwwwww", "web1", "box",
            {World::port("net0", "bc:24:11:00:00:01", {"10.9.0.1/24"})});
  world.settle();
  world.files[0]->host.classification = "server";
  world.files[0]->host.observed.guest =
      GuestFact{"proxmox", "pve1", "n1", 104, GuestKind::vm, "running"};
  const auto operations = world.plan();
  CHECK(troubles(world.apply(operations)) == "");
  auto left = world.plan();
  std::erase_if(left, [](const Operation& one) { return one.op == Op::keep; });
  CHECK(shown(left) == "");
  CHECK(macs(world) == "web1/net0 BC:24:11:00:00:01");
  CHECK(world.ask("GET", "virtualization/interfaces/?limit=9")
            .at("results")
            .at(0)
            .at("primary_mac_address")
            .at("mac_address") == "BC:24:11:00:00:01");
  CHECK(primaries(world) == "web1 10.9.0.1/24\nweb1 none");
}

TEST_CASE("a host file that comes back under another id takes over all of the old one's") {
  Doubled world(version());
  two_ports(world);
  world.files.clear();
  world.absent["ssssssssss"] = {.why = "file removed", .known_at_base = true};
  sw(world, "1", "sw1");
  const std::string plan = world.settle();
  CHECK(plan.find("create") == std::string::npos);
  CHECK(plan.find("retire interface:ssssssssss/ether2") != std::string::npos);
  CHECK(primaries(world) == "sw1 10.9.0.1/24");
}

TEST_CASE("with no grace what is gone is deleted in one run") {
  Doubled world(version());
  two_switches(world);
  world.absent["sssssssss2"] = {.why = "gone", .known_at_base = true};
  world.files.pop_back();
  world.prune = Prune::remove;
  CHECK(world.settle() == "delete device:sssssssss2 (gone)\n");
  CHECK(primaries(world) == "sw1 10.9.0.1/24");
}

TEST_CASE("a machine made anew in another cluster takes its MAC from the old one of that name") {
  Doubled world("4.7.2");
  const std::vector<Interface> ports{World::port("net0", "bc:24:11:00:00:01", {"10.9.0.1/24"})};
  world.add("vvvvvvvvv1", "web1", "server", ports);
  world.settle();
  world.files.clear();
  world.base.reset();  // the old one is not of this inventory
  world.add("vvvvvvvvv2", "web1", "server", ports).host.observed.guest->cluster = "pve2";
  world.settle();
  const auto mac = world.ask("GET", "dcim/mac-addresses/?limit=10").at("results");
  REQUIRE(mac.size() == 1);
  const auto there = world.ask("GET", "virtualization/interfaces/?limit=10").at("results");
  REQUIRE(there.size() == 2);
  CHECK(mac.at(0).at("assigned_object_id") == there.at(1).at("id"));
  CHECK(there.at(1).at("primary_mac_address").at("id") == mac.at(0).at("id"));
}
