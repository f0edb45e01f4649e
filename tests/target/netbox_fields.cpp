// Whose word counts in a field: the inventory's, people's, or the inventory's where people said
// nothing.
#include <catch2/catch.hpp>

#include "netbox_lab.h"
#include "target/netbox/product.h"

using namespace muster;
using namespace muster::test;

namespace {

HostFile& machine(World& world) {
  HostFile& file = world.add("vvvvvvvvv1", "web1", "server",
                             {World::port("net0", "bc:24:11:00:00:01", {"10.9.0.1/24"})});
  GuestFact& guest = *file.host.observed.guest;
  guest.vcpus = 2;
  guest.memory = 2048;
  guest.disk = 32768;
  return file;
}

HostFile& box(World& world) {
  return world.add("sssssssss1", "sw1", "switch",
                   {World::port("ether1", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
}

nlohmann::json first(World& world, const std::string& list) {
  return world.ask("GET", list + "/?limit=1&ordering=id").at("results").at(0);
}

void change_first(World& world, const std::string& list, const std::string& body) {
  const auto id = first(world, list).at("id").get<long long>();
  world.ask("PATCH", list + "/" + std::to_string(id) + "/", body);
}

std::string type_of_first(World& world) {
  const auto type = first(world, "dcim/devices").at("device_type");
  return type.at("manufacturer").at("name").get<std::string>() + " " +
         type.at("model").get<std::string>();
}

constexpr const char* machines = "virtualization/virtual-machines";
constexpr const char* devices = "dcim/devices";

}  // namespace

TEST_CASE("the size of a machine is told, follows its hypervisor, and stays as people set it") {
  Doubled world(GENERATE("4.2.9", "4.7.2"));
  GuestFact& guest = *machine(world).host.observed.guest;
  world.settle();
  const auto made = first(world, machines);
  CHECK(made.at("vcpus") == 2);
  CHECK(made.at("memory") == 2048);
  CHECK(made.at("disk") == 32768);

  guest.memory = 4096;
  CHECK(world.settle() == "update vm:vvvvvvvvv1 memory=2048>4096\n");
  change_first(world, machines, R"({"memory": 8192, "vcpus": 2.5})");
  guest.memory = 1024;
  guest.vcpus = 4;
  CHECK(world.settle() == "");
  change_first(world, machines, R"({"memory": null})");
  CHECK(world.plan().at(0).changes.at(0).cause == Cause::repo);
  CHECK(world.settle() == "update vm:vvvvvvvvv1 memory=null>1024\n");
}

TEST_CASE("a classification says whose word counts in a field") {
  Doubled world("4.7.2");
  GuestFact& guest = *machine(world).host.observed.guest;
  world.settle();
  change_first(world, machines, R"({"memory": 8192, "status": "staged"})");
  Managed& manage = world.config.classifications["server"].manage;
  manage = {{"memory", Manage::always}, {"status", Manage::never}};
  CHECK(world.settle() == "update vm:vvvvvvvvv1 memory=8192>2048\n");
  manage["memory"] = Manage::never;
  guest.memory = 512;
  CHECK(world.settle() == "");
  CHECK(first(world, machines).at("memory") == 2048);
}

TEST_CASE("where a field is only reported, what people change is told and left") {
  Doubled world("4.7.2");
  Managed& manage = world.config.classifications["server"].manage;
  manage = {{"status", Manage::report}, {"memory", Manage::report}};
  machine(world);
  world.settle();
  CHECK(first(world, machines).at("memory") == 2048);
  CHECK(shown(world.plan()) == "");
  change_first(world, machines, R"({"memory": null, "status": "staged"})");
  CHECK(shown(world.plan()) ==
        "keep vm:vvvvvvvvv1 memory=null>2048 status=\"staged\">\"active\" (memory is null, 2048 is "
        "wanted; status is \"staged\", \"active\" is wanted: reported, as manage says)\n");
  CHECK(world.settle() != "");
  CHECK(first(world, machines).at("memory").is_null());
  manage["status"] = Manage::always;
  auto operations = world.plan();
  CHECK(operations.at(0).op == Op::update);
  CHECK(operations.at(0).changes.size() == 1);
  CHECK(operations.at(1).changes.at(0).cause == Cause::drift);
  world.reader()->attribute(operations, {});
  CHECK(operations.at(1).changes.at(0).by.size() > std::string("2026-08-21 08:12").size());
}

TEST_CASE("what NetBox requires is said at creation, and then left to people that manage it") {
  Doubled world("4.7.2");
  world.config.classifications["switch"].manage = {
      {"role", Manage::never}, {"serial", Manage::never}, {"device_type", Manage::empty}};
  box(world).host.observed.serial = "SN-4711";
  world.settle();
  CHECK(first(world, devices).at("serial") == "");
  const long long role = world.made("dcim/device-roles", R"({"name":"Core","slug":"core"})");
  const long long type = world.made(
      "dcim/device-types", R"({"manufacturer":{"slug":"acme-inc"},"model":"Big","slug":"big"})");
  change_first(world, devices,
               "{\"role\":" + std::to_string(role) + ",\"device_type\":" + std::to_string(type) +
                   ",\"serial\":\"theirs\"}");
  CHECK(world.settle() == "");
}

TEST_CASE("the system that a host tells becomes its platform where it has none") {
  Doubled world("4.7.2");
  HostFile& file = box(world);
  file.host.observed.platform = "RouterOS 7.16";
  CHECK(world.settle().find("create platform:routeros\n") != std::string::npos);
  CHECK(first(world, devices).at("platform").at("name") == "RouterOS");
  const long long theirs = world.made("dcim/platforms", R"({"name":"Theirs","slug":"theirs"})");
  change_first(world, devices, "{\"platform\":" + std::to_string(theirs) + "}");
  file.host.observed.platform = "SwOS 2.13";
  CHECK(world.settle() == "");
  file.host.overrides.platform = "Linux";
  CHECK(world.settle() ==
        "create platform:linux\nupdate device:sssssssss1 platform=\"theirs\">\"linux\"\n");
}

TEST_CASE("device_type auto takes the type that NetBox has for the discovered model") {
  Doubled world("4.7.2");
  world.made("dcim/manufacturers", R"({"name":"Cisco","slug":"cisco"})");
  const std::string slug = GENERATE("cisco-c9300-48p", "catalyst");
  world.made("dcim/device-types",
             R"({"manufacturer":{"slug":"cisco"},"model":"Catalyst","slug":")" + slug +
                 R"(","part_number":")" + (slug == "catalyst" ? "C9300-48P" : "") + "\"}");
  world.config.classifications["switch"].device_type = "auto";
  HostFile& file = box(world);
  file.host.observed.vendor = "Cisco Systems, Inc";
  file.host.observed.model = "c9300-48P";
  const std::string plan = world.settle();
  CHECK(plan.find("create manufacturer") == std::string::npos);
  CHECK(plan.find("create device-type") == std::string::npos);
  CHECK(type_of_first(world) == "Cisco Catalyst");
}

TEST_CASE("device_type auto makes what NetBox has not, and falls back to the classification's") {
  Doubled world("4.7.2");
  ClassConfig& kind = world.config.classifications["switch"];
  kind.device_type = "auto";
  HostFile& file = box(world);
  file.host.observed.vendor = "Routerboard.com";
  world.settle();
  CHECK(type_of_first(world) == "ACME Inc switch");
  kind.fallback_type = "Any switch";
  world.settle();
  CHECK(type_of_first(world) == "ACME Inc Any switch");
  file.host.observed.model = "CRS326-24G-2S+";
  CHECK(world.settle() ==
        "create manufacturer:mikrotik\ncreate device-type:mikrotik/crs326-24g-2s\n"
        "update device:sssssssss1 device_type=\"acme-inc/any-switch\">"
        "\"mikrotik/crs326-24g-2s\"\n");

  const long long type = world.made(
      "dcim/device-types", R"({"manufacturer":{"slug":"mikrotik"},"model":"X","slug":"x"})");
  change_first(world, devices, "{\"device_type\":" + std::to_string(type) + "}");
  file.host.observed.model = "CRS354";
  CHECK(world.settle() == "");
  file.host.overrides.model = "CRS354";
  CHECK(world.settle() ==
        "create device-type:mikrotik/crs354\n"
        "update device:sssssssss1 device_type=\"mikrotik/x\">\"mikrotik/crs354\"\n");
}

TEST_CASE("two names for one manufacturer in NetBox are no change for ever") {
  Doubled world("4.7.2");
  world.made("dcim/manufacturers", R"({"name":"Acme","slug":"acme"})");
  world.config.classifications["switch"].manufacturer = "ACME Inc";
  world.put_class("other", Becomes::device).manufacturer = "Acme";
  box(world);
  world.add("sssssssss2", "sw2", "other",
            {World::port("ether1", "dc:2c:6e:00:00:02", {"10.9.0.2/24"})});
  world.settle();
  CHECK(world.settle() == "");
}

TEST_CASE("makers are called as people know them") {
  using netbox::maker_name;
  CHECK(maker_name("Cisco Systems, Inc") == "Cisco");
  CHECK(maker_name("ACME Inc.") == "ACME");
  CHECK(maker_name("Routerboard.com") == "MikroTik");
  CHECK(maker_name("Philips Lighting B.V.") == "Philips Lighting");
  CHECK(maker_name("TP-Link Technologies Co., Ltd.") == "TP-Link");
  CHECK(maker_name("Gigaset Communications GmbH") == "Gigaset Communications");
  CHECK(maker_name("Co") == "Co");
  CHECK(maker_name("") == "");
}

TEST_CASE("a system is called without its version, and a description is none") {
  using netbox::platform_name;
  CHECK(platform_name("RouterOS 7.16") == "RouterOS");
  CHECK(platform_name("Debian GNU/Linux 12 (bookworm)") == "Debian GNU/Linux");
  CHECK(platform_name("Cisco IOS Software, C2960 Software, Version 15.0(2)") ==
        "Cisco IOS Software");
  CHECK(platform_name("FreeBSD v14.1") == "FreeBSD");
  CHECK(platform_name("HP J9727A 2920-24G-PoE+ Switch, revision WB.16") == "");
  CHECK(platform_name("a whole sentence about it") == "");
}
