// Sites whose networks overlap, each in a VRF of its own: what one of them has is not the other's.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "core/text.h"
#include "netbox_draw.h"
#include "target/netbox/import.h"
#include "target/netbox/objects.h"

using namespace muster;
using namespace muster::test;

namespace {

// berlin in VRF red and bonn in VRF blue, both with 10.9.0.0/16.
struct Overlapping : Doubled {
  explicit Overlapping(const std::string& version = "4.7.2") : Doubled(version) {
    for (const char* name : {"berlin", "bonn"}) {
      SiteConfig& site = config.sites[name];
      site.slug = name;
      site.networks = {*parse_cidr("10.9.0.0/16")};
    }
    red = made("ipam/vrfs", R"({"name":"red","rd":"65000:1"})");
    blue = made("ipam/vrfs", R"({"name":"blue"})");
    say("berlin", "red");
    say("bonn", "blue");
  }

  void say(const std::string& site, const std::string& vrf) {
    config.sites[site].vrf = vrf;
    config.origins.erase("sites." + site + ".vrf");
    if (!vrf.empty()) config.origins["sites." + site + ".vrf"] = {"muster.yaml", 3, 9, ""};
  }

  HostFile& at(const std::string& site, const std::string& id, const std::string& address) {
    HostFile& file =
        add(id, "web", "server", {port("net0", "bc:24:11:00:00:0" + id.substr(9), {address})});
    file.path = "hosts/" + site + "/web--" + id + ".yaml";
    file.host.observed.site = site;
    file.host.observed.guest->cluster = "pve-" + site;
    return file;
  }

  // "10.9.0.1/24 red active on net0"
  std::string addresses() {
    std::vector<std::string> lines;
    const auto rows = ask("GET", "ipam/ip-addresses/?limit=1000").at("results");
    for (const auto& row : rows) {
      std::string line = row.at("address").get<std::string>();
      line += row.at("vrf").is_null() ? " -" : " " + row.at("vrf").at("name").get<std::string>();
      line += " " + row.at("status").at("value").get<std::string>();
      if (!row.at("assigned_object").is_null())
        line +=
            " on " + row.at("assigned_object").at("virtual_machine").at("name").get<std::string>();
      lines.push_back(line);
    }
    std::sort(lines.begin(), lines.end());
    return join(lines, "\n");
  }

  std::string in_vrf(long long vrf) const { return fmt::format(",\"vrf\":{}", vrf); }

  void move(const std::string& address, const std::string& vrf) {
    const auto id =
        ask("GET", "ipam/ip-addresses/?address=" + address).at("results").at(0).at("id").dump();
    ask("PATCH", "ipam/ip-addresses/" + id + "/", "{\"vrf\":" + vrf + "}");
  }

  std::string planned() { return muster::test::shown(plan()); }

  long long red = 0, blue = 0;
};

std::string refused(Overlapping& world) {
  try {
    world.plan();
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

}  // namespace

TEST_CASE("one address in two VRFs is two addresses, each the primary one of its machine") {
  Overlapping world(GENERATE("4.2.9", "4.7.2"));
  world.netbox.also = {"prefixes"};
  world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  world.at("bonn", "vvvvvvvvv2", "10.9.0.1/24");
  const std::string done = world.settle();
  CHECK(done.find("create ip:10.9.0.1%blue\n") != std::string::npos);
  CHECK(done.find("create ip:10.9.0.1%red\n") != std::string::npos);
  CHECK(world.addresses() == "10.9.0.1/24 blue active on web\n10.9.0.1/24 red active on web");
  std::string prefixes;
  const auto prefix_rows = world.ask("GET", "ipam/prefixes/?ordering=id").at("results");
  for (const auto& row : prefix_rows) {
    prefixes += row.at("prefix").get<std::string>() + " " +
                row.at("vrf").at("name").get<std::string>() + "\n";
  }
  CHECK(prefixes == "10.9.0.0/24 red\n10.9.0.0/24 blue\n");
  const auto machines = world.ask("GET", "virtualization/virtual-machines/").at("results");
  for (const auto& row : machines) CHECK(row.at("primary_ip4").at("address") == "10.9.0.1/24");
}

TEST_CASE("a VRF goes by its rd, too, and parts of a site's networks may be in others") {
  Overlapping world;
  world.say("berlin", "65000:1");
  world.config.sites["berlin"].vrfs["blue"] = {*parse_cidr("10.9.99.0/24")};
  world.say("bonn", "");
  world.config.sites["bonn"].networks.clear();
  HostFile& file = world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  file.host.observed.interfaces.push_back(
      World::port("net1", "bc:24:11:00:00:21", {"10.9.99.1/24"}));
  world.settle();
  CHECK(world.addresses() == "10.9.0.1/24 red active on web\n10.9.99.1/24 blue active on web");
}

TEST_CASE(
    "a VRF that NetBox has not, has twice or calls by both words stops the plan at its line") {
  Overlapping world;
  world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  world.at("bonn", "vvvvvvvvv2", "10.9.0.2/24");
  world.say("berlin", "rot");
  CHECK(refused(world) ==
        "muster.yaml:3:9: error: NetBox has no VRF \"rot\"\n"
        "  why: muster creates no VRFs\n"
        "  fix: create it in NetBox, or write the name or rd that it has there\n");
  world.made("ipam/vrfs", R"({"name":"rot"})");
  world.made("ipam/vrfs", R"({"name":"rot","rd":"65000:2"})");
  CHECK(refused(world) ==
        "muster.yaml:3:9: error: NetBox has 2 times VRF \"rot\"\n"
        "  fix: write its rd, or give it a name of its own\n");
  world.say("berlin", "red");
  world.say("bonn", "65000:1");
  CHECK(refused(world) ==
        "muster.yaml:3:9: error: VRF \"red\" is \"65000:1\" in NetBox, too\n"
        "  fix: write one of the two everywhere\n");
  CHECK(world.addresses().empty());
}

TEST_CASE("an address of others is a collision in its own VRF and nothing in another one") {
  Overlapping world;
  const long long green = world.made("ipam/vrfs", R"({"name":"green"})");
  for (const std::string& vrf : {world.in_vrf(green), world.in_vrf(world.blue), std::string()})
    world.made("ipam/ip-addresses", R"({"address":"10.9.0.1/24")" + vrf + "}");
  HostFile& file = world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  file.host.adopt = true;
  world.settle();
  CHECK(world.addresses() ==
        "10.9.0.1/24 - active\n10.9.0.1/24 blue active\n10.9.0.1/24 green active\n"
        "10.9.0.1/24 red active on web");
  HostFile& other = world.at("bonn", "vvvvvvvvv2", "10.9.0.1/24");
  CHECK(world.planned().find("keep ip:10.9.0.1%blue (collision: ip-address 10.9.0.1/24 is held by "
                             "an object muster does not own; set adopt: true in the host file to "
                             "take it over)") != std::string::npos);
  other.host.adopt = true;
  CHECK(world.settle().find("update ip:10.9.0.1%blue") != std::string::npos);
  CHECK(world.addresses() ==
        "10.9.0.1/24 - active\n10.9.0.1/24 blue active on web\n10.9.0.1/24 green active\n"
        "10.9.0.1/24 red active on web");
}

TEST_CASE("addresses go along when their site gets a VRF, and stay when it is not said any more") {
  Overlapping world;
  world.say("berlin", "");
  world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  world.settle();
  CHECK(world.addresses() == "10.9.0.1/24 - active on web");
  world.say("berlin", "red");
  CHECK(world.settle() == "update ip:10.9.0.1%red vrf=null>\"red\"\n");
  world.say("berlin", "blue");
  CHECK(world.settle() == "update ip:10.9.0.1%blue vrf=\"red\">\"blue\"\n");
  CHECK(world.addresses() == "10.9.0.1/24 blue active on web");
  world.say("berlin", "");
  CHECK(world.settle().empty());
  CHECK(world.addresses() == "10.9.0.1/24 blue active on web");
}

TEST_CASE("an address that people moved is moved back where a VRF is said, and stays elsewhere") {
  Overlapping world;
  world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  world.settle();
  world.move("10.9.0.1", std::to_string(world.blue));
  CHECK(world.settle() == "update ip:10.9.0.1%red vrf=\"blue\">\"red\"\n");
  world.say("berlin", "");
  world.say("bonn", "");
  world.move("10.9.0.1", std::to_string(world.blue));
  CHECK(world.settle().empty());
  world.at("bonn", "vvvvvvvvv2", "10.9.0.2/24");
  CHECK(world.settle().find("update ip:") == std::string::npos);
  CHECK(world.addresses() == "10.9.0.1/24 blue active on web\n10.9.0.2/24 - active on web");
}

TEST_CASE("a mask that nobody told is that of a prefix in the address's own VRF") {
  Overlapping world;
  for (const auto& [prefix, vrf] :
       {std::pair("10.9.0.0/25", world.blue), std::pair("10.9.0.0/26", world.red)})
    world.made("ipam/prefixes", fmt::format(R"({{"prefix":"{}","vrf":{}}})", prefix, vrf));
  world.made("ipam/prefixes", R"({"prefix":"10.9.0.0/27"})");
  world.at("berlin", "vvvvvvvvv1", "10.9.0.1/32");
  world.at("bonn", "vvvvvvvvv2", "10.9.0.1/32");
  world.settle();
  CHECK(world.addresses() == "10.9.0.1/25 blue active on web\n10.9.0.1/26 red active on web");
}

TEST_CASE("a machine under another name is known by its primary address in its own VRF only") {
  Overlapping world;
  const auto documented = [&](const std::string& name, long long vrf) {
    const long long vm = world.made("virtualization/virtual-machines",
                                    R"({"name":")" + name + R"(","site":{"slug":"berlin"}})");
    const long long port = world.made("virtualization/interfaces",
                                      fmt::format(R"({{"virtual_machine":{},"name":"a"}})", vm));
    const long long ip =
        world.made("ipam/ip-addresses",
                   fmt::format(R"({{"address":"10.9.0.1/24","vrf":{},"assigned_object_id":{},)"
                               R"("assigned_object_type":"virtualization.vminterface"}})",
                               vrf, port));
    world.ask("PATCH", fmt::format("virtualization/virtual-machines/{}/", vm),
              fmt::format(R"({{"primary_ip4":{}}})", ip));
  };
  world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})");
  HostFile& file = world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  file.host.observed.guest->cluster.clear();
  documented("blue-one", world.blue);
  CHECK(world.planned().find("create vm:vvvvvvvvv1\n") != std::string::npos);
  documented("red-one", world.red);
  CHECK(world.planned().find("virtual-machine web is there as red-one, which muster does not own, "
                             "by its primary address 10.9.0.1") != std::string::npos);
}

TEST_CASE("what is compared and imported is what the site's VRF has") {
  Overlapping world;
  world.made("dcim/sites", R"({"name":"Bonn","slug":"bonn"})");
  world.made("dcim/device-roles", R"({"name":"server","slug":"server"})");
  const long long vm = world.made("virtualization/virtual-machines",
                                  R"({"name":"old","site":{"slug":"bonn"},"role":)"
                                  R"({"slug":"server"}})");
  const long long port = world.made("virtualization/interfaces",
                                    fmt::format(R"({{"virtual_machine":{},"name":"a"}})", vm));
  const std::string on = fmt::format(
      R"(,"assigned_object_type":"virtualization.vminterface","assigned_object_id":{})", port);
  for (const auto& [address, vrf] :
       {std::pair("10.9.0.1/24", world.in_vrf(world.blue)),
        std::pair("10.9.0.2/24", world.in_vrf(world.red)), std::pair("10.9.0.3/24", std::string())})
    world.made("ipam/ip-addresses", fmt::format(R"({{"address":"{}"{}{}}})", address, vrf, on));
  const Imported found =
      import_netbox(world.netbox, world.secrets(), world.config, world.wires(), {});
  REQUIRE(found.hosts.size() == 1);
  std::string imported;
  for (const Interface& interface : found.hosts[0].observed.interfaces) {
    for (const Cidr& address : interface.addresses) imported += render(address) + " ";
  }
  CHECK(imported == "10.9.0.1/24 ");
  std::string compared;
  const auto objects =
      netbox_survey(world.netbox, world.secrets(), world.wires())->objects(world.config, {});
  for (const NetboxObject& object : objects) compared += object.label + " " + object.site + "; ";
  CHECK(compared == "old bonn; 10.9.0.1/24 bonn; 10.9.0.2/24 berlin; ");
}

TEST_CASE("a plan from a saved state has the VRFs and their prefixes as NetBox has them") {
  Overlapping world;
  world.netbox.also = {"prefixes"};
  world.made("ipam/prefixes", fmt::format(R"({{"prefix":"10.9.0.0/22","vrf":{}}})", world.blue));
  world.made("ipam/ip-addresses", R"({"address":"10.9.0.1/24")" + world.in_vrf(world.red) + "}");
  world.at("berlin", "vvvvvvvvv1", "10.9.0.1/24");
  world.at("bonn", "vvvvvvvvv2", "10.9.0.1/24");
  for (int round = 0; round < 2; ++round) {
    const std::string plan = whole_plan(world, *world.reader());
    CHECK(plan.find("10.9.0.1%red") != std::string::npos);
    CHECK(whole_plan(world, *netbox_saved(world.netbox, world.reader()->save({}), world.wires())) ==
          plan);
    world.apply(world.plan());
  }
}
