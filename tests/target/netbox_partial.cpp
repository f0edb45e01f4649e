// A token that may see only a part of the objects: no plan is made of what it shows.
#include <catch2/catch.hpp>

#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string plan_or_error(World& world) {
  try {
    return shown(world.plan());
  } catch (const Error& error) {
    return render(error);
  }
}

void two_devices(World& world) {
  for (const char* n : {"1", "2"}) {
    world.add("sssssssss" + std::string(n), "sw" + std::string(n), "switch",
              {World::port("ether1", "dc:2c:6e:00:00:0" + std::string(n),
                           {"10.9.0." + std::string(n) + "/24"})});
  }
}

}  // namespace

TEST_CASE("a token that sees a part of muster's objects is told apart from deletions") {
  Lab lab("4.7.2", {"--only-device", "sw1"});
  World world(lab.url);
  two_devices(world);
  world.apply(world.plan());
  CHECK(plan_or_error(world) ==
        "error: NetBox shows the token 1 of 2 devices that carry the tag muster\n"
        "  why: what it may not see would look as if it were deleted\n"
        "  fix: take the constraints off its user's permission to view dcim.device\n");
}

TEST_CASE("where NetBox does not tell how many there are, the plan says what is not known") {
  Lab lab("4.7.2", {"--fault", "path=/api/extras/tagged-objects/,status=403"});
  World world(lab.url);
  two_devices(world);
  world.apply(world.plan());
  CHECK(plan_or_error(world).empty());
  CHECK(render(world.last.trouble) ==
        "note: whether the token sees all that is muster's is not known\n"
        "  fix: give its user the right to view extras.taggeditem\n");
}
