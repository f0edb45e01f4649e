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
