#include <catch2/catch.hpp>
#include <cstdlib>

#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

void tell_drift(World& world) {
  world.add("dddddddddd", "sw9", "switch",
            {World::port("e0", "dc:2c:6e:00:00:99", {"10.9.0.1/24"})});
  CHECK(troubles(world.apply(world.plan())) == "");
  world.base = world.last_desired;
  world.plan();
  const auto device =
      std::find_if(world.last.resources.begin(), world.last.resources.end(),
                   [](const Resource& one) { return one.key == Key("device", "dddddddddd"); });
  REQUIRE(device != world.last.resources.end());
  Operation edit;  // what a person would do
  edit.op = Op::update;
  edit.kind = "device";
  edit.key = device->key;
  edit.native = device->native;
  edit.changes.push_back({"name", "sw9", "sw9-old", Cause::repo, "", {}});
  CHECK(troubles(world.apply({edit})) == "");
  auto operations = world.plan();
  std::erase_if(operations, [](const Operation& one) { return one.op == Op::keep; });
  REQUIRE(operations.size() == 1);
  CHECK(operations[0].changes[0].cause == Cause::drift);
  world.reader()->attribute(operations, {});
  INFO(operations[0].changes[0].by);
  CHECK(operations[0].changes[0].by.size() > std::string("2026-08-21 08:12").size());
}

// A pointer of its owner's, that no deletion is told of.
bool kind_is_link(const Operation& one) { return one.kind.str().starts_with("primary-"); }

}  // namespace

TEST_CASE("drift is shown with who made it and when") {
  Lab lab("4.6.8");
  World world(lab.url);
  tell_drift(world);
}

TEST_CASE("drift on a real NetBox is shown with who made it and when", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN");
  REQUIRE((url && token));
  World world(url, token);
  tell_drift(world);
}

TEST_CASE("a token that may not write says which right is missing", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN_READONLY");
  REQUIRE((url && token));
  World world(url, token);
  world.add("eeeeeeeeee", "sw8", "switch",
            {World::port("e0", "dc:2c:6e:00:00:98", {"10.9.0.2/24"})});
  const auto operations = world.plan();
  const auto outcomes = world.apply(operations);
  REQUIRE_FALSE(outcomes.empty());
  REQUIRE(outcomes[0].error);
  CHECK(outcomes[0].error->fix.starts_with("give the token's user the right to add dcim."));
}

TEST_CASE("what somebody deleted is told with who did it and when") {
  Doubled world("4.7.2");
  world.add("dddddddddd", "sw9", "switch",
            {World::port("e0", "dc:2c:6e:00:00:99", {"10.9.0.1/24"})});
  world.settle();
  const std::string list = GENERATE("dcim/mac-addresses", "ipam/ip-addresses", "dcim/devices");
  const auto row = world.ask("GET", list + "/?limit=1").at("results").at(0);
  world.ask("DELETE", list + "/" + std::to_string(row.at("id").get<long long>()) + "/");
  auto operations = world.plan();
  world.reader()->attribute(operations, {});
  size_t told = 0;
  for (const Operation& one : operations) {
    if (one.op != Op::create || kind_is_link(one)) continue;
    INFO(one.key.text());
    CHECK(one.drift);
    CHECK(one.reason.starts_with("deleted in NetBox by admin 20"));
    ++told;
  }
  CHECK(told == (list == "dcim/devices" ? 4 : 1));
}

TEST_CASE("what is on a host of muster's and is not muster's is told after an apply") {
  Doubled world("4.7.2");
  world.add("dddddddddd", "sw9", "switch",
            {World::port("e0", "dc:2c:6e:00:00:99", {"10.9.0.1/24"})});
  world.settle();
  const auto port = world.ask("GET", "dcim/interfaces/?limit=1").at("results").at(0);
  const std::string on = R"(,"assigned_object_type":"dcim.interface","assigned_object_id":)" +
                         std::to_string(port.at("id").get<long long>()) + "}";
  world.made("dcim/mac-addresses", R"({"mac_address":"DC:2C:6E:00:00:AA")" + on);
  world.made("ipam/ip-addresses", R"({"address":"10.9.0.77/24")" + on);
  Diagnostics notes;
  const auto look = [&](const std::set<std::string>& hosts) {
    world.reader()->look_beside(world.read(), hosts, notes, {});
  };
  look({"eeeeeeeeee"});
  CHECK(notes.items().empty());
  look({"dddddddddd"});
  REQUIRE(notes.items().size() == 1);
  CHECK(notes.items().front().message ==
        "device sw9 has in NetBox what muster did not make: MAC DC:2C:6E:00:00:AA, address "
        "10.9.0.77/24");
}
