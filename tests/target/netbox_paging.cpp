// Lists of more than a page: read in windows of ids at once, complete or an error.
#include <catch2/catch.hpp>

#include "netbox_lab.h"
#include "target/netbox/client.h"

using namespace muster;
using namespace muster::test;

namespace {

// As many tags, with gaps between their ids.
void make_tags(World& world, int count) {
  for (int begin = 0; begin < count; begin += 500) {
    nlohmann::json tags = nlohmann::json::array();
    for (int n = begin; n < std::min(begin + 500, count); ++n) {
      const std::string name = "t" + std::to_string(n);
      tags.push_back({{"name", name}, {"slug", name}});
    }
    world.ask("POST", "extras/tags/", tags.dump());
  }
  nlohmann::json gone = nlohmann::json::array();
  for (int id = 3; id <= count / 2; id += 3) gone.push_back({{"id", id}});
  if (!gone.empty()) world.ask("DELETE", "extras/tags/", gone.dump());
}

}  // namespace

TEST_CASE("a list of several pages comes whole and in order, whatever ids are missing") {
  const int count = GENERATE(0, 1, 1000, 1001, 3700);
  INFO(count);
  Doubled world("4.7.2");
  make_tags(world, count);
  netbox::Client client(world.netbox, Secret(lab_token), world.wires().http);
  const auto rows = client.list({"extras/tags", "id,slug", ""}, {});
  CHECK(rows.size() == static_cast<size_t>(count < 6 ? count : count - (count / 2 - 3) / 3 - 1));
  for (size_t i = 1; i < rows.size(); ++i)
    REQUIRE(rows[i - 1].at("id").get<long>() < rows[i].at("id").get<long>());
  CHECK(client.objects() == rows.size());
}

TEST_CASE("a list of which one window cannot be read is an error") {
  const std::string how = GENERATE("status=500", "cut");
  const int at = GENERATE(2, 3, 4);
  std::vector<std::string> faults;
  for (int n = at; n <= at + 20; ++n) {
    faults.push_back("--fault");
    faults.push_back("path=/api/extras/tags/,method=GET,at=" + std::to_string(n) + "," + how);
  }
  Lab lab("4.7.2", faults);
  World world(lab.url);
  make_tags(world, 3700);
  netbox::Client client(world.netbox, Secret(lab_token), world.wires().http);
  CHECK_THROWS_AS(client.list({"extras/tags", "id,slug", ""}, {}), Error);
}
