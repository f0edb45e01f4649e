// Where people say that devices are, what they are numbered, what their interfaces are told to be,
// and the devices that machines run on.
#include <catch2/catch.hpp>

#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

HostFile& cabinet(World& world, const std::string& id, const std::string& name, int number) {
  const std::string last = std::to_string(number);
  return world.add(
      id, name, "switch",
      {World::port("ge-0/0/0", "dc:2c:6e:00:00:0" + last, {"10.9.0." + last + "/24"})});
}

struct Racked {  // a site with a hall, and racks in it and beside it
  explicit Racked(World& world) {
    const std::string site =
        std::to_string(world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})"));
    const std::string hall = std::to_string(
        world.made("dcim/locations", R"({"name":"Hall 2","slug":"hall-2","site":)" + site + "}"));
    world.made("dcim/racks", R"({"name":"R12","site":)" + site + ",\"location\":" + hall + "}");
    world.made("dcim/racks", R"({"name":"R13","site":)" + site + "}");
    world.made("dcim/racks", R"({"name":"R13","site":)" + site + ",\"location\":" + hall + "}");
    world.made("tenancy/tenants", R"({"name":"Net ops","slug":"net-ops"})");
  }
};

nlohmann::json named(World& world, const std::string& list, const std::string& name) {
  const auto found = world.ask("GET", list + "/?limit=1000").at("results");
  for (const auto& row : found) {
    if (row.at("name") == name) return row;
  }
  return {};
}

constexpr const char* boxes = "dcim/devices";
constexpr const char* guests = "virtualization/virtual-machines";

std::string trouble_of(World& world) {
  try {
    world.plan();
  } catch (const Error& error) {
    return error.message + " | " + error.why + " | " + error.fix;
  }
  return "";
}

}  // namespace

TEST_CASE("a host file says the tenant, location, rack and asset tag of its device") {
  Doubled world(GENERATE("4.2.9", "4.7.2"));
  const Racked there(world);
  Overrides& said = cabinet(world, "sssssssss1", "sw1", 1).host.overrides;
  said.tenant = "net-ops";
  said.location = "hall-2";
  said.rack = "R12";
  said.asset_tag = "A-0001";
  world.settle();
  const auto made = named(world, boxes, "sw1");
  CHECK(made.at("tenant").at("slug") == "net-ops");
  CHECK(made.at("location").at("slug") == "hall-2");
  CHECK(made.at("rack").at("name") == "R12");
  CHECK(made.at("asset_tag") == "A-0001");

  said = {};
  CHECK(world.settle() ==
        "update device:sssssssss1 asset_tag=\"A-0001\">null location=\"hall-2\">null "
        "rack=\"R12\">null tenant=\"net-ops\">null\n");
  CHECK(named(world, boxes, "sw1").at("rack").is_null());
}

TEST_CASE("a device keeps the location of its rack where nobody says another one") {
  Doubled world("4.7.2");
  const Racked there(world);
  Overrides& said = cabinet(world, "sssssssss1", "sw1", 1).host.overrides;
  said.location = "hall-2";
  said.rack = "R12";
  world.settle();
  said.location.reset();
  CHECK(world.settle() == "");
  CHECK(named(world, boxes, "sw1").at("location").at("slug") == "hall-2");
}

TEST_CASE("a rack that NetBox has not, or has twice, stops the plan with the host file's line") {
  Doubled world("4.7.2");
  const Racked there(world);
  Overrides& said = cabinet(world, "sssssssss1", "sw1", 1).host.overrides;
  said.rack = "R99";
  CHECK(trouble_of(world) ==
        "NetBox has no rack \"R99\" at site berlin | muster creates no racks | create it in "
        "NetBox, or write the name that it has there");
  said.rack = "R13";
  CHECK(trouble_of(world) ==
        "NetBox has 2 times rack \"R13\" at site berlin |  | write its location under overrides, "
        "too");
  said.location = "hall-2";
  world.settle();
  CHECK(named(world, boxes, "sw1").at("location").at("slug") == "hall-2");
}

TEST_CASE("asset tags change places in one run") {
  Doubled world("4.7.2");
  Overrides& first = cabinet(world, "sssssssss1", "sw1", 1).host.overrides;
  Overrides& second = cabinet(world, "sssssssss2", "sw2", 2).host.overrides;
  first.asset_tag = "A-1";
  second.asset_tag = "A-2";
  world.settle();
  std::swap(first.asset_tag, second.asset_tag);
  CHECK(world.settle() ==
        "update device:sssssssss1 asset_tag=\"A-1\">\"A-2\"\n"
        "update device:sssssssss2 asset_tag=\"A-2\">\"A-1\"\n");
}

TEST_CASE("interfaces have the description, the MTU and the aggregate that the device tells") {
  Doubled world(GENERATE("4.2.9", "4.7.2"));
  HostFile& file = cabinet(world, "sssssssss1", "sw1", 1);
  auto& ports = file.host.observed.interfaces;
  ports[0].description = "to the core";
  ports[0].mtu = 9000;
  ports[0].lag = "ae0";
  ports.push_back(World::port("ae0", "dc:2c:6e:00:00:09", {}));
  ports.push_back(World::port("ge-0/0/1", "dc:2c:6e:00:00:08", {}));
  ports.back().lag = "ae7";  // is not there
  world.settle();
  const auto made = named(world, "dcim/interfaces", "ge-0/0/0");
  CHECK(made.at("description") == "to the core");
  CHECK(made.at("mtu") == 9000);
  CHECK(made.at("lag").at("name") == "ae0");
  CHECK(named(world, "dcim/interfaces", "ge-0/0/1").at("lag").is_null());

  world.ask("PATCH", "dcim/interfaces/" + std::to_string(made.at("id").get<long long>()) + "/",
            R"({"description": "theirs"})");
  file.host.observed.interfaces[0].description = "another";
  CHECK(world.settle() == "");
  file.host.observed.interfaces[0].lag = "";
  CHECK(world.settle() == "update interface:sssssssss1/ge-0/0/0 lag=\"ae0\">null\n");
}

TEST_CASE("a machine is on the device that runs it, and moves with it") {
  Doubled world(GENERATE("4.2.9", "4.7.2"));
  cabinet(world, "sssssssss1", "n1", 1);
  cabinet(world, "sssssssss2", "n2", 2);
  HostFile& guest = world.add("vvvvvvvvv1", "web1", "server",
                              {World::port("net0", "bc:24:11:00:00:01", {"10.9.0.7/24"})});
  world.settle();
  CHECK(named(world, boxes, "n1").at("cluster").at("name") == "pve1");
  CHECK(named(world, boxes, "n2").at("cluster").is_null());
  CHECK(named(world, guests, "web1").at("device").at("name") == "n1");

  guest.host.observed.guest->node = "n2";
  CHECK(world.settle() ==
        "update device:sssssssss1 cluster=\"pve1\">null\n"
        "update device:sssssssss2 cluster=null>\"pve1\"\n"
        "update vm:vvvvvvvvv1 node=\"n1\">\"n2\"\n");
  guest.host.observed.guest->node = "elsewhere";
  world.settle();
  CHECK(named(world, guests, "web1").at("device").is_null());
}

TEST_CASE("a device that is not muster's, or in people's cluster, does not keep its machine back") {
  Doubled world("4.7.2");
  const bool foreign = GENERATE(true, false);
  HostFile& node = cabinet(world, "sssssssss1", "n1", 1);
  world.settle();
  const auto made = named(world, boxes, "n1");
  const std::string path = "dcim/devices/" + std::to_string(made.at("id").get<long long>()) + "/";
  if (foreign) {
    world.ask("PATCH", path, R"({"custom_fields": {"muster_id": null}, "tags": []})");
  } else {
    const long long type =
        world.made("virtualization/cluster-types", R"({"name":"Other","slug":"other"})");
    const long long other = world.made("virtualization/clusters",
                                       R"({"name":"theirs","type":)" + std::to_string(type) + "}");
    world.ask("PATCH", path, "{\"cluster\":" + std::to_string(other) + "}");
    node.host.adopt = true;
  }
  world.add("vvvvvvvvv1", "web1", "server",
            {World::port("net0", "bc:24:11:00:00:01", {"10.9.0.7/24"})});
  CHECK(troubles(world.apply(world.plan())) == "");
  CHECK(named(world, guests, "web1").at("device").is_null());
  auto left = world.plan();
  std::erase_if(left, [](const Operation& one) { return one.op == Op::keep; });
  CHECK(shown(left) == "");
}

TEST_CASE("places and nodes of machines on a real NetBox", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN");
  REQUIRE((url && token));
  World world(url, token);
  const Racked there(world);
  HostFile& first = cabinet(world, "sssssssss1", "n1", 1);
  HostFile& second = cabinet(world, "sssssssss2", "n2", 2);
  HostFile& guest = world.add("vvvvvvvvv1", "web1", "server",
                              {World::port("net0", "bc:24:11:00:00:01", {"10.9.0.7/24"})});
  first.host.overrides.tenant = "net-ops";
  first.host.overrides.location = "hall-2";
  first.host.overrides.rack = "R12";
  first.host.overrides.asset_tag = "A-1";
  second.host.overrides.asset_tag = "A-2";
  auto& ports = first.host.observed.interfaces;
  ports[0].description = "to the core";
  ports[0].mtu = 9000;
  ports[0].lag = "ae0";
  ports.push_back(World::port("ae0", "dc:2c:6e:00:00:09", {}));
  world.settle();
  CHECK(named(world, boxes, "n1").at("location").at("slug") == "hall-2");
  CHECK(named(world, "dcim/interfaces", "ge-0/0/0").at("lag").at("name") == "ae0");
  CHECK(named(world, guests, "web1").at("device").at("name") == "n1");

  std::swap(first.host.overrides.asset_tag, second.host.overrides.asset_tag);
  first.host.overrides.location.reset();
  guest.host.observed.guest->node = "n2";
  world.settle();
  CHECK(named(world, boxes, "n1").at("asset_tag") == "A-2");
  CHECK(named(world, boxes, "n1").at("location").at("slug") == "hall-2");
  CHECK(named(world, guests, "web1").at("device").at("name") == "n2");
  first.host.overrides = {};
  guest.host.observed.guest->node = "";
  world.settle();
  CHECK(named(world, boxes, "n1").at("rack").is_null());
  CHECK(named(world, guests, "web1").at("device").is_null());
}
