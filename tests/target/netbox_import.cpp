// An inventory that begins with what NetBox has: the plan after it changes nothing that people
// documented.
#include "target/netbox/import.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <random>

#include "core/text.h"
#include "netbox_lab.h"
#include "target/netbox/schema.h"

using namespace muster;
using namespace muster::test;

namespace {

// What people may have written, drawn by a number.
class People {
 public:
  People(World& world, unsigned seed) : world_(world), draw_(seed) {
    world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})");
    world.made("dcim/manufacturers", R"({"name":"Acme","slug":"acme"})");
    world.made("dcim/device-types",
               R"({"manufacturer":{"slug":"acme"},"model":"Box","slug":"box"})");
    for (const char* role : {"switch", "server", "printer"}) {
      world.made("dcim/device-roles",
                 std::string(R"({"name":")") + role + R"(","slug":")" + role + "\"}");
    }
    world.made("virtualization/cluster-types", R"({"name":"KVM","slug":"kvm"})");
    world.made("virtualization/clusters", R"({"name":"k1","type":{"slug":"kvm"}})");
  }

  void device(int n) {
    const std::string name = one_of({"Sw-", "sw-", "box"}) + std::to_string(n) +
                             one_of({"", "", ".berlin.example", ".BERLIN.example"});
    const long long id =
        world_.made("dcim/devices",
                    R"({"site":{"slug":"berlin"},"device_type":{"slug":"box"},"role":{"slug":")" +
                        one_of({"switch", "switch", "printer"}) + R"("},"name":")" + name +
                        R"(","status":")" + one_of({"active", "planned", "offline"}) +
                        R"(","serial":")" + one_of({"", "SN-" + std::to_string(n)}) +
                        R"(","asset_tag":"A)" + std::to_string(n) + R"(","comments":"by hand"})");
    for (int port = 0; port < 3; ++port)
      interface("dcim/interfaces", "dcim.interface", "device", id, n * 10 + port,
                R"(,"type":")" + one_of({"1000base-t", "other", "virtual"}) + "\"");
    primary("dcim/devices", id);
  }

  void machine(int n) {
    const long long id =
        world_.made("virtualization/virtual-machines",
                    R"({"cluster":{"name":"k1"},"site":{"slug":"berlin"},"role":{"slug":"server"},)"
                    R"("name":"vm)" +
                        std::to_string(n) + R"(","memory":)" + one_of({"1024", "null"}) + "}");
    interface("virtualization/interfaces", "virtualization.vminterface", "virtual_machine", id,
              n * 10, "");
    primary("virtualization/virtual-machines", id);
  }

 private:
  std::string one_of(std::vector<std::string> words) {
    return words[std::uniform_int_distribution<size_t>(0, words.size() - 1)(draw_)];
  }

  void interface(const std::string& list, const std::string& model, const std::string& owner,
                 long long on, int n, const std::string& more) {
    const std::string number = std::to_string(n % 10);
    const long long id =
        world_.made(list, "{\"" + owner + "\":" + std::to_string(on) + R"(,"name":")" +
                              one_of({"eth", "Gi0/", "eno"}) + number + R"(","description":"d",)" +
                              R"("enabled":)" + one_of({"true", "true", "false"}) + more + "}");
    const std::string at =
        R"("assigned_object_type":")" + model + R"(","assigned_object_id":)" + std::to_string(id);
    const int macs = std::uniform_int_distribution(0, 2)(draw_);
    long long mac = 0;
    for (int i = 0; i < macs; ++i) {
      const std::string text = fmt::format("DC:2C:6E:{:02X}:{:02X}:{:02X}", i, n / 256, n % 256);
      mac = world_.made("dcim/mac-addresses", R"({"mac_address":")" + text + "\"," + at + "}");
    }
    if (mac != 0)
      world_.ask("PATCH", list + "/" + std::to_string(id) + "/",
                 "{\"primary_mac_address\":" + std::to_string(mac) + "}");
    if (one_of({"address", ""}).empty()) return;
    address_ = world_.made("ipam/ip-addresses",
                           R"({"address":"10.9.)" + std::to_string(n / 200) + "." +
                               std::to_string(n % 200 + 1) + R"(/16","status":")" +
                               one_of({"active", "dhcp", "reserved"}) + R"(","dns_name":")" +
                               one_of({"", "of-people.example"}) + "\"," + at + "}");
  }

  void primary(const std::string& list, long long id) {
    if (address_ != 0)
      world_.ask("PATCH", list + "/" + std::to_string(id) + "/",
                 "{\"primary_ip4\":" + std::to_string(address_) + "}");
    address_ = 0;
  }

  World& world_;
  std::mt19937 draw_;
  long long address_ = 0;
};

Imported documented(World& world) {
  return import_netbox(world.netbox, world.secrets(), world.config, world.wires(), {});
}

std::map<std::string, size_t> take(World& world) {
  Imported found = documented(world);
  for (Host& host : found.hosts) {
    auto file = std::make_unique<HostFile>();
    file->path = "hosts/berlin/" + host.observed.name + "--" + host.id + ".yaml";
    file->host = std::move(host);
    world.files.push_back(std::move(file));
  }
  return found.skipped;
}

// Everything, without what muster's marks and the time of their writing are.
nlohmann::json whole(World& world) {
  nlohmann::json out;
  for (const char* list :
       {"dcim/devices", "virtualization/virtual-machines", "dcim/interfaces",
        "virtualization/interfaces", "dcim/mac-addresses", "ipam/ip-addresses"}) {
    auto rows = world.ask("GET", std::string(list) + "/?limit=1000&ordering=id").at("results");
    for (auto& row : rows) {
      for (const char* field : {"tags", "custom_fields", "last_updated"}) row.erase(field);
    }
    out[list] = std::move(rows);
  }
  return out;
}

std::string changed_since(const nlohmann::json& before, World& world) {
  return nlohmann::json::diff(before, whole(world)).dump();
}

void import_story(World& world, unsigned seed) {
  People people(world, seed);
  for (int n = 1; n <= 6; ++n) people.device(n);
  for (int n = 7; n <= 10; ++n) people.machine(n);
  const auto before = whole(world);
  const auto skipped = take(world);
  const size_t left_out = skipped.contains("no classification has its role")
                              ? skipped.at("no classification has its role")
                              : 0;
  CHECK(world.files.size() + left_out == 10);

  const auto operations = world.plan();
  for (const Operation& operation : operations) {
    INFO(operation.key.text() << " " << shown({operation}));
    const netbox::Level level = netbox::kind(operation.kind).level;
    if (level == netbox::Level::prerequisite) continue;  // the tag and the custom field
    CHECK(operation.adopt);
    for (const FieldChange& change : operation.changes)
      CHECK((change.field == "muster_id" || change.field == "tag"));
  }
  CHECK(troubles(world.apply(operations)) == "");
  CHECK(shown(world.plan()) == "");
  CHECK(changed_since(before, world) == "[]");
}

}  // namespace

TEST_CASE("after an import the plan adopts what was imported, and changes nothing else") {
  const unsigned seed = GENERATE(range(1U, 9U));
  const std::string version = seed % 2 == 0 ? "4.7.2" : "4.4.10";
  INFO(version << " " << seed);
  Doubled world(version);
  import_story(world, seed);
}

TEST_CASE("the import on a real NetBox", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN");
  REQUIRE((url && token));
  World world(url, token);
  import_story(world, 1);
}

TEST_CASE("what cannot be a host file is left out of an import, and counted with its reason") {
  Doubled world("4.7.2");
  People people(world, 1);
  const auto device = [&](const std::string& name, const std::string& role,
                          const std::string& site) {
    world.made("dcim/devices", R"({"site":{"slug":")" + site +
                                   R"("},"device_type":{"slug":"box"},)" + R"("role":{"slug":")" +
                                   role + R"("},"name":)" + name + "}");
  };
  world.made("dcim/sites", R"({"name":"Bonn","slug":"bonn"})");
  device("\"sw1\"", "switch", "berlin");
  device("\"SW1.berlin.example\"", "switch", "berlin");
  device("\"sw 2\"", "switch", "berlin");
  device("null", "switch", "berlin");
  device("\"sw3\"", "printer", "berlin");
  device("\"sw4\"", "switch", "bonn");
  CHECK(take(world) == std::map<std::string, size_t>{{"at no site of muster.yaml", 1},
                                                     {"its name is there twice", 1},
                                                     {"its name makes no DNS label", 2},
                                                     {"no classification has its role", 1}});
  REQUIRE(world.files.size() == 1);
  world.settle();
  CHECK(documented(world).skipped.at("muster's already") == 1);
}

TEST_CASE("what is released is people's again, with everything on it") {
  Doubled world(GENERATE("4.4.10", "4.7.2"));
  HostFile& file = world.add("sssssssss1", "sw1", "switch",
                             {World::port("ether1", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
  file.host.tags = {"rack"};
  world.settle();
  const auto before = whole(world);
  file.host.release = true;
  world.absent["sssssssss1"] = {.why = "released", .release = true};
  CHECK(world.settle() ==
        "update device:sssssssss1 muster_id=\"sssssssss1\">null tag=\"muster\">null (released)\n"
        "update interface:sssssssss1/ether1 muster_id=\"sssssssss1\">null tag=\"muster\">null "
        "(released)\n"
        "update mac:sssssssss1/ether1/DC:2C:6E:00:00:01 muster_id=\"sssssssss1\">null "
        "tag=\"muster\">null (released)\n"
        "update ip:10.9.0.1 muster_id=\"sssssssss1\">null tag=\"muster\">null (released)\n");
  CHECK(changed_since(before, world) == "[]");
  const auto row = world.ask("GET", "dcim/devices/?limit=1").at("results").at(0);
  CHECK(row.at("custom_fields").at("muster_id").is_null());
  REQUIRE(row.at("tags").size() == 1);
  CHECK(row.at("tags").at(0).at("slug") == "rack");

  file.host.release = false;
  file.host.adopt = true;
  world.absent.clear();
  CHECK(world.settle().find("create") == std::string::npos);
}
