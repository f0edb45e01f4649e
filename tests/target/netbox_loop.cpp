#include <catch2/catch.hpp>
#include <cstdlib>

#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

void two_hosts(World& world) {
  world.add("aaaaaaaaaa", "Web1", "server",
            {World::port("net0", "bc:24:11:aa:bb:01", {"10.20.4.17/24", "2001:db8::17/64"})});
  world.add("bbbbbbbbbb", "sw1", "switch",
            {World::port("ether1", "dc:2c:6e:00:00:01", {"10.20.4.2/24"}),
             World::port("ether2", "dc:2c:6e:00:00:02", {})});
}

void converge(World& world) {
  const auto operations = world.plan();
  CHECK(troubles(world.apply(operations)) == "");
  CHECK(shown(world.plan()) == "");
}

size_t owned(const Snapshot& snapshot, std::string_view kind) {
  return static_cast<size_t>(
      std::count_if(snapshot.resources.begin(), snapshot.resources.end(),
                    [&](const Resource& one) { return one.owned && one.kind == kind; }));
}

void tell_story(World& world) {
  two_hosts(world);
  converge(world);
  CHECK(owned(world.last, "device") == 1);
  CHECK(owned(world.last, "virtual-machine") == 1);
  CHECK(owned(world.last, "mac-address") == 3);
  CHECK(owned(world.last, "ip-address") == 3);
  CHECK(owned(world.last, "primary-ip") == 2);

  world.base = world.last_desired;
  world.files[0]->host.name = "web2";
  world.files[1]->host.observed.serial = "S-1";
  CHECK(shown(world.plan()) ==
        "update device:bbbbbbbbbb serial=null>\"S-1\"\n"
        "update vm:aaaaaaaaaa name=\"Web1\">\"web2\"\n"
        "update ip:10.20.4.17 dns_name=\"web1.berlin.example\">\"web2.berlin.example\"\n"
        "update ip:2001:db8::17 dns_name=\"web1.berlin.example\">\"web2.berlin.example\"\n");
  converge(world);

  // The switch's only address goes to the server; it is the primary address of both.
  world.base = world.last_desired;
  world.files[1]->host.observed.interfaces[0].addresses.clear();
  world.files[0]->host.observed.interfaces[0].addresses = {*parse_cidr("10.20.4.2/24")};
  const auto moved = world.plan();
  CHECK(troubles(world.apply(moved)) == "");
  world.plan();
  CHECK(owned(world.last, "primary-ip") == 1);

  world.base = world.last_desired;
  world.absent["bbbbbbbbbb"] = {.why = "gone", .known_at_base = true};
  world.files.pop_back();
  CHECK(troubles(world.apply(world.plan())) == "");
  world.prune = Prune::remove;
  CHECK(troubles(world.apply(world.plan())) == "");
  world.plan();
  CHECK(owned(world.last, "device") == 0);
}

}  // namespace

TEST_CASE("hosts are created, changed, moved, retired and deleted on every NetBox") {
  const std::string version = GENERATE("4.2.9", "4.3.7", "4.4.10", "4.5.10", "4.6.8", "4.7.2");
  INFO(version);
  Lab lab(version);
  World world(lab.url);
  tell_story(world);
}

TEST_CASE("the same story on a real NetBox", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN");
  REQUIRE((url && token));
  World world(url, token);
  tell_story(world);
}

TEST_CASE("a list that is not read to its end is an error and never a smaller plan") {
  const std::string what = GENERATE("status=403", "status=500", "status=502", "cut");
  const std::string list =
      GENERATE("virtualization/virtual-machines", "virtualization/interfaces", "ipam/ip-addresses");
  const std::string path = "/api/" + list + "/";
  // Four requests in a row fail, so that retries do not help.
  Lab lab("4.7.2", {"--fault", "path=" + path + ",method=GET,at=2," + what, "--fault",
                    "path=" + path + ",method=GET,at=3," + what, "--fault",
                    "path=" + path + ",method=GET,at=4," + what, "--fault",
                    "path=" + path + ",method=GET,at=5," + what});
  World world(lab.url);
  world.add("aaaaaaaaaa", "web1", "server",
            {World::port("net0", "bc:24:11:00:00:01", {"10.0.0.1/24"})});
  CHECK(troubles(world.apply(world.plan())) == "");
  INFO(what << " " << path);
  size_t refused = 0;
  for (int i = 0; i < 6; ++i) {
    try {
      const auto operations = world.plan();
      CHECK(shown(operations) == "");
    } catch (const Error& error) {
      CHECK(error.message.find(path) != std::string::npos);
      ++refused;
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("a connection cut at any write leaves no duplicate") {
  const std::string version = GENERATE("4.4.10", "4.7.2");
  const std::string method = GENERATE("POST", "PATCH");
  const std::string how = GENERATE("cut", "cut,after-commit");
  for (int k = 1; k <= 16; ++k) {
    INFO(version << " " << method << " " << how << " " << k);
    Lab lab(version,
            {"--fault", "at=" + std::to_string(k) + ",times=1,method=" + method + "," + how});
    World world(lab.url);
    two_hosts(world);
    world.apply(world.plan());
    world.apply(world.plan());
    CHECK(shown(world.plan()) == "");
    CHECK(owned(world.last, "mac-address") == 3);
    CHECK(owned(world.last, "ip-address") == 3);
  }
}
