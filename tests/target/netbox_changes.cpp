// The change log of one host's objects, and a comparison that reads each table once.
#include "target/netbox/changes.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>

#include "netbox_lab.h"
#include "target/netbox/objects.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string lines_of(const NetboxChanges& changes) {
  std::string out;
  for (const NetboxChange& one : changes.rows) {
    out += one.action + " " + one.noun + " " + one.label +
           (one.message.empty() ? "" : " (" + one.message + ")") + "\n";
    for (const NetboxChange::Field& field : one.fields)
      out += "  " + field.name + " " + field.before + " > " + field.after + "\n";
  }
  return out;
}

void put_switch(World& world) {
  world.add("dddddddddd", "sw9", "switch",
            {World::port("e0", "dc:2c:6e:00:00:99", {"10.9.0.1/24"})});
}

void log_of_a_host(World& world, const std::string& person) {
  put_switch(world);
  world.add("eeeeeeeeee", "sw8", "switch", {});
  CHECK(troubles(world.apply(world.plan())) == "");
  const auto device = world.ask("GET", "dcim/devices/?name=sw9").at("results").at(0);
  const std::string path = "dcim/devices/" + std::to_string(device.at("id").get<long long>()) + "/";
  world.ask("PATCH", path, R"({"serial": "S9"})");
  world.ask("DELETE", path);
  const auto changes =
      netbox_changes(world.netbox, world.secrets(), "dddddddddd", world.wires(), {});
  const std::string told = lines_of(changes);
  INFO(told);
  CHECK_FALSE(changes.more);
  REQUIRE(changes.rows.size() >= 8);
  CHECK(told.find("update device sw9\n  serial  > S9\n") != std::string::npos);
  CHECK(told.find("create device sw9 (run 1)\n") != std::string::npos);
  CHECK(told.find("delete device sw9\n") != std::string::npos);
  CHECK(told.find("sw8") == std::string::npos);
  for (size_t i = 1; i < changes.rows.size(); ++i)
    CHECK(changes.rows[i - 1].id > changes.rows[i].id);
  CHECK(changes.rows.front().person == person);
  CHECK(changes.rows.front().time > Time{});
  CHECK(changes.rows.front().request.size() == 36);
}

// Counts what is asked, by endpoint.
struct CountingHttp : HttpReader {
  HttpReader& real;
  std::map<std::string, int> asked;
  explicit CountingHttp(HttpReader& http) : real(http) {}
  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    ++asked[request.path.substr(0, request.path.find('?'))];
    return real.get(endpoint, request, stop);
  }
};

std::string resources_of(const Snapshot& snapshot) {
  std::string out;
  for (const Resource& one : snapshot.resources) {
    out += one.key.text().str() + (one.owned ? " ours" : " foreign");
    for (const auto& [name, value] : one.fields)
      out += " " + std::string(name) + "=" + render(value);
    out += "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("the change log tells what became of a host's objects, and not of others") {
  Doubled world("4.7.2");
  log_of_a_host(world, "admin");
}

TEST_CASE("the change log of a real NetBox tells what became of a host's objects", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN");
  REQUIRE((url && token));
  World world(url, token);
  log_of_a_host(world, "admin");
}

TEST_CASE("a NetBox in which nothing is muster's has no changes of a host") {
  Doubled world("4.7.2");
  CHECK(
      netbox_changes(world.netbox, world.secrets(), "dddddddddd", world.wires(), {}).rows.empty());
}

TEST_CASE("a comparison reads what a plan reads, and each table once") {
  Doubled world("4.7.2");
  put_switch(world);
  world.settle();
  world.add("eeeeeeeeee", "sw8", "switch",
            {World::port("e0", "dc:2c:6e:00:00:98", {"10.9.0.2/24"})});
  const auto device = world.ask("GET", "dcim/devices/?limit=1").at("results").at(0);
  const auto of = [&](const char* key) {
    return std::to_string(device.at(key).at("id").get<long long>());
  };
  world.made("dcim/devices", R"({"name":"SW8","site":)" + of("site") + R"(,"role":)" + of("role") +
                                 R"(,"device_type":)" + of("device_type") + "}");
  world.made("ipam/ip-addresses", R"({"address":"10.9.0.2/24"})");
  world.config.sites["berlin"].networks = {*parse_cidr("10.9.0.0/24")};
  const auto wanted = world.wanted();
  const ReadWires wires = world.wires();
  CountingHttp http(wires.http);
  const auto survey = netbox_survey(world.netbox, world.secrets(),
                                    {wires.clock, http, wires.runner, wires.progress});
  const Snapshot read = survey->read(wanted, {});
  const auto objects = survey->objects(world.config, {});
  CHECK(resources_of(read) == resources_of(world.reader()->read(wanted, {})));
  CHECK(resources_of(read).find("foreign") != std::string::npos);
  CHECK(objects.size() == 4);  // two devices, two addresses
  for (const char* table : {"devices", "virtual-machines", "ip-addresses"}) {
    INFO(table);
    int asked = 0;
    for (const auto& [path, count] : http.asked)
      asked += path.ends_with(std::string("/") + table + "/") ? count : 0;
    CHECK(asked == 1);
  }
}
