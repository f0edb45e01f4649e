#include <catch2/catch.hpp>

#include "core/text.h"
#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string tags_of(World& world, long long device) {
  std::vector<std::string> slugs;
  const auto row = world.ask("GET", "dcim/devices/" + std::to_string(device) + "/");
  for (const auto& tag : row.at("tags")) slugs.push_back(tag.at("slug").get<std::string>());
  std::sort(slugs.begin(), slugs.end());
  return join(slugs, " ");
}

}  // namespace

TEST_CASE("tags of the host file come and go, and those of others stay") {
  const std::string version = GENERATE("4.4.10", "4.7.2");
  INFO(version);
  Lab lab(version);
  World world(lab.url);
  world.made("extras/tags", R"({"name":"Rack A","slug":"the-rack"})");
  const long long theirs = world.made("extras/tags", R"({"name":"Theirs","slug":"theirs"})");
  HostFile& file = world.add("aaaaaaaaaa", "sw1", "switch",
                             {World::port("ether1", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
  file.host.tags = {"Rack A", "core"};
  world.settle();
  const long long device =
      world.ask("GET", "dcim/devices/?name=sw1&limit=1").at("results").at(0).at("id").get<long>();
  CHECK(tags_of(world, device) == "core muster the-rack");

  std::string ids = std::to_string(theirs);
  const auto row = world.ask("GET", "dcim/devices/" + std::to_string(device) + "/");
  for (const auto& tag : row.at("tags")) ids += "," + std::to_string(tag.at("id").get<long>());
  world.ask("PATCH", "dcim/devices/" + std::to_string(device) + "/", "{\"tags\":[" + ids + "]}");
  CHECK(world.settle() == "");

  file.host.tags = {"Rack A", "edge"};
  CHECK(world.settle() ==
        "create tag:edge\n"
        "update device:aaaaaaaaaa tag:edge=null>\"edge\" tag:core=\"core\">null\n");
  CHECK(tags_of(world, device) == "edge muster the-rack theirs");

  file.host.tags = {};
  world.settle();
  CHECK(tags_of(world, device) == "muster theirs");
}
