// What people documented in NetBox before muster came: it is recognised, shown, taken over when
// that is reviewed, and never deleted with something of muster's unseen.
#include <catch2/catch.hpp>

#include "core/text.h"
#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

// A site, and a device on it with an interface that muster did not make.
struct Documented {
  Documented(World& world, const std::string& name, const std::string& more = "") {
    world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})");
    world.made("dcim/manufacturers", R"({"name":"Acme","slug":"acme"})");
    world.made("dcim/device-roles", R"({"name":"Old","slug":"old"})");
    world.made("dcim/device-types",
               R"({"manufacturer":{"slug":"acme"},"model":"Box","slug":"box"})");
    device = world.made("dcim/devices",
                        R"({"site":{"slug":"berlin"},"role":{"slug":"old"},"device_type":)"
                        R"({"slug":"box"},"name":")" +
                            name + "\"" + more + "}");
    port = world.made("dcim/interfaces", "{\"device\":" + std::to_string(device) +
                                             R"(,"name":"eno1","type":"1000base-t"})");
  }
  std::string assigned() const {
    return R"("assigned_object_type":"dcim.interface","assigned_object_id":)" +
           std::to_string(port);
  }
  long long device = 0, port = 0;
};

void put_mac(World& world, const Documented& on, const std::string& mac) {
  world.made("dcim/mac-addresses", "{\"mac_address\":\"" + mac + "\"," + on.assigned() + "}");
}

void put_address(World& world, const Documented& on, const std::string& address) {
  const long long id =
      world.made("ipam/ip-addresses", "{\"address\":\"" + address + "\"," + on.assigned() + "}");
  world.ask("PATCH", "dcim/devices/" + std::to_string(on.device) + "/",
            "{\"primary_ip4\":" + std::to_string(id) + "}");
}

std::string collisions(const std::vector<Operation>& operations) {
  std::string out;
  for (const Operation& one : operations) {
    if (one.keeping == Keeping::collision) out += one.key.text() + ": " + one.reason + "\n";
  }
  return out;
}

std::vector<std::string> column(World& world, const std::string& path, const std::string& field) {
  std::vector<std::string> out;
  const auto rows = world.ask("GET", path + "/?limit=1000").at("results");
  for (const auto& row : rows) out.push_back(row.at(field).get<std::string>());
  return out;
}

HostFile& alpha(World& world) {
  HostFile& file = world.add("aaaaaaaaaa", "alpha", "switch",
                             {World::port("eth0", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
  file.host.observed.serial = "SN-4711";
  return file;
}

}  // namespace

TEST_CASE("a machine that NetBox has under another name is a collision that names it") {
  const std::string by = GENERATE("serial", "asset", "mac", "name", "address");
  Lab lab("4.7.2");
  World world(lab.url);
  const Documented there(world, by == "name" ? "Alpha.berlin.example" : "rack7",
                         by == "serial"  ? R"(,"serial":"sn-4711")"
                         : by == "asset" ? R"(,"asset_tag":"a-0001")"
                                         : "");
  if (by == "mac") put_mac(world, there, "DC:2C:6E:00:00:01");
  if (by == "address") put_address(world, there, "10.9.0.1/24");
  HostFile& file = alpha(world);
  file.host.overrides.asset_tag = "A-0001";

  const std::map<std::string, std::string> words{
      {"asset", "rack7, which muster does not own, by its asset tag a-0001"},
      {"serial", "rack7, which muster does not own, by its serial number sn-4711"},
      {"mac", "rack7, which muster does not own, by its MAC DC:2C:6E:00:00:01"},
      {"name", "Alpha.berlin.example, which muster does not own, by its name with the domain"},
      {"address", "rack7, which muster does not own, by its primary address 10.9.0.1"}};
  const std::string told = collisions(world.plan());
  CHECK(told.substr(0, told.find("\n") + 1) ==
        "device:aaaaaaaaaa: collision: device alpha is there as " + words.at(by) + " (" + lab.url +
            "/dcim/devices/" + std::to_string(there.device) +
            "/); set adopt: true in the host file to take it over\n");
  for (const Operation& one : world.plan()) {
    INFO(one.key.text());
    CHECK((one.op == Op::keep || one.host.empty()));
  }

  file.host.adopt = true;
  world.settle();
  // A name that differs only by the domain is the documented one.
  CHECK(column(world, "dcim/devices", "name") ==
        std::vector<std::string>{by == "name" ? "Alpha.berlin.example" : "alpha"});
  CHECK(column(world, "dcim/mac-addresses", "mac_address") ==
        std::vector<std::string>{"DC:2C:6E:00:00:01"});
}

TEST_CASE("a device that NetBox has as a virtual machine is a collision that adopt does not lift") {
  Lab lab("4.7.2");
  World world(lab.url);
  const Documented there(world, "rack7");
  const long long vm =
      world.made("virtualization/virtual-machines", R"({"name":"va","site":{"slug":"berlin"}})");
  const long long port =
      world.made("virtualization/interfaces",
                 "{\"virtual_machine\":" + std::to_string(vm) + R"(,"name":"ens1"})");
  world.made("dcim/mac-addresses", R"({"mac_address":"DC:2C:6E:00:00:01","assigned_object_type":)"
                                   R"("virtualization.vminterface","assigned_object_id":)" +
                                       std::to_string(port) + "}");
  alpha(world).host.adopt = true;
  const std::string told = collisions(world.plan());
  CHECK(told.substr(0, told.find("\n") + 1) ==
        "device:aaaaaaaaaa: collision: device alpha is there as vm va, by its MAC "
        "DC:2C:6E:00:00:01 (" +
            lab.url + "/virtualization/virtual-machines/" + std::to_string(vm) +
            "/); give it a class that becomes a vm, or delete that one\n");
}

TEST_CASE("a documented interface with the MAC keeps its name, its type and its address") {
  Lab lab("4.7.2");
  World world(lab.url);
  const Documented there(world, "alpha");
  put_mac(world, there, "DC:2C:6E:00:00:01");
  put_address(world, there, "10.9.0.1/25");
  alpha(world).host.adopt = true;
  world.settle();
  CHECK(column(world, "dcim/interfaces", "name") == std::vector<std::string>{"eno1"});
  CHECK(column(world, "dcim/mac-addresses", "mac_address").size() == 1);
  CHECK(column(world, "ipam/ip-addresses", "address") == std::vector<std::string>{"10.9.0.1/24"});
  world.files[0]->host.overrides.interfaces = world.files[0]->host.observed.interfaces;
  world.files[0]->host.overrides.interfaces->at(0).name = "lan0";
  CHECK(world.settle() == "update interface:aaaaaaaaaa/lan0 name=\"eno1\">\"lan0\"\n");
}

TEST_CASE("an address on an interface that is not muster's is not taken, adopt or not") {
  Lab lab("4.7.2");
  World world(lab.url);
  const Documented there(world, "rack7");
  world.made("ipam/ip-addresses", R"({"address":"10.9.0.1/24",)" + there.assigned() + "}");
  alpha(world).host.adopt = true;
  CHECK(collisions(world.plan()) ==
        "ip:10.9.0.1: collision: ip-address 10.9.0.1/24 is held on rack7/eno1 (not muster's) in "
        "NetBox; take it off there first\n");
}

TEST_CASE("a mask that nobody told is that of NetBox's narrowest prefix") {
  Lab lab("4.7.2");
  World world(lab.url);
  world.config.sites["berlin"].networks = {*parse_cidr("10.9.0.0/16")};
  world.made("ipam/prefixes", R"({"prefix":"10.9.0.0/16","status":"container"})");
  world.made("ipam/prefixes", R"({"prefix":"10.9.4.0/22"})");
  world.made("ipam/prefixes", R"({"prefix":"10.9.4.0/24"})");
  world.add("aaaaaaaaaa", "alpha", "switch",
            {World::port("ether1", "dc:2c:6e:00:00:01",
                         {"10.9.4.1/16", "10.9.5.1/32", "10.9.4.2/23", "10.9.9.1/16"})});
  world.settle();
  CHECK(column(world, "ipam/ip-addresses", "address") ==
        std::vector<std::string>{"10.9.4.1/24", "10.9.4.2/23", "10.9.5.1/22", "10.9.9.1/16"});
  world.made("ipam/prefixes", R"({"prefix":"10.9.9.0/24"})");
  CHECK(world.settle() == "update ip:10.9.9.1 address=\"10.9.9.1/16\">\"10.9.9.1/24\"\n");
}

TEST_CASE("an address that two sites have is a collision of the second, not left out") {
  Lab lab("4.7.2");
  World world(lab.url);
  world.config.sites["paris"].slug = "paris";
  world.add("aaaaaaaaaa", "pos-north", "switch",
            {World::port("ether1", "dc:2c:6e:00:00:01", {"192.168.88.10/24"})});
  HostFile& south = world.add("bbbbbbbbbb", "pos-south", "switch",
                              {World::port("ether1", "dc:2c:6e:00:00:02", {"192.168.88.10/24"})});
  south.host.observed.site = "paris";
  const std::string told = collisions(world.plan());
  CHECK(told ==
        "ip:192.168.88.10@bbbbbbbbbb: collision: ip-address 192.168.88.10/24 is also said in "
        "hosts/berlin/pos-north--aaaaaaaaaa.yaml:0, and NetBox holds an address once\n");
  world.settle();
  CHECK(collisions(world.plan()) == told);
}

TEST_CASE("deleting a device takes nothing along that is not muster's and was not said") {
  const std::string version = GENERATE("4.2.9", "4.7.2");
  Lab lab(version);
  World world(lab.url);
  alpha(world);
  world.add("bbbbbbbbbb", "beta", "switch",
            {World::port("eth0", "dc:2c:6e:00:00:02", {"10.9.0.2/24"})});
  world.settle();
  const std::string device = std::to_string(world.ask("GET", "dcim/devices/?name=alpha&limit=1")
                                                .at("results")
                                                .at(0)
                                                .at("id")
                                                .get<long>());
  const std::string port = std::to_string(
      world.made("dcim/interfaces", "{\"device\":" + device + R"(,"name":"mgmt","type":"other"})"));
  world.made("ipam/ip-addresses",
             R"({"address":"10.9.9.1/24","assigned_object_type":"dcim.interface",)"
             R"("assigned_object_id":)" +
                 port + "}");
  const bool parents = version != "4.2.9";
  world.made("ipam/services",
             R"({"name":"ssh","protocol":"tcp","ports":[22],)" +
                 (parents ? R"("parent_object_type":"dcim.device","parent_object_id":)" + device
                          : "\"device\":" + device) +
                 "}");
  world.made("extras/journal-entries",
             R"({"assigned_object_type":"dcim.device","comments":"disk replaced",)"
             R"("assigned_object_id":)" +
                 device + "}");
  for (const char* id : {"aaaaaaaaaa", "bbbbbbbbbb"})
    world.absent[id] = {.why = "gone", .known_at_base = true};
  world.files.clear();
  world.prune = Prune::remove;

  auto operations = world.plan();
  world.reader()->look_behind(operations, {});
  auto allowed = operations;
  hold_back(operations, false);
  const std::string text = shown(operations);
  CHECK(text.substr(0, text.find("journal entry")) ==
        "delete device:bbbbbbbbbb (gone)\n"
        "keep device:aaaaaaaaaa (not deleted, it would take along what is not muster's: interface "
        "mgmt, address 10.9.9.1/24, service ssh, ");
  CHECK(text.ends_with("; move them, or lift it with --allow cascades)\n"));
  hold_back(allowed, true);
  CHECK(shown(allowed).starts_with(
      "delete device:aaaaaaaaaa (gone; takes along what is not muster's: interface mgmt, "));
}

TEST_CASE("a journal entry of another kind of object with the same number holds no deletion back") {
  Doubled world("4.7.2");
  alpha(world);
  world.add("vvvvvvvvvv", "web1", "server", {World::port("net0", "bc:24:11:00:00:01", {})});
  world.settle();
  const auto number = [&](const std::string& table) {
    return world.ask("GET", table + "/?limit=1").at("results").at(0).at("id").dump();
  };
  REQUIRE(number("dcim/devices") == number("virtualization/virtual-machines"));
  world.made("extras/journal-entries",
             R"({"assigned_object_type":"virtualization.virtualmachine","comments":"to be closed",)"
             R"("assigned_object_id":)" +
                 number("dcim/devices") + "}");
  world.absent["aaaaaaaaaa"] = {.why = "gone", .known_at_base = true};
  std::erase_if(world.files, [](const auto& file) { return file->host.id == "aaaaaaaaaa"; });
  world.prune = Prune::remove;
  auto operations = world.plan();
  world.reader()->look_behind(operations, {});
  hold_back(operations, false);
  CHECK(shown(operations) == "delete device:aaaaaaaaaa (gone)\n");
}
