#include "correlate/host/sightings.h"

#include <catch2/catch.hpp>

#include "world.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("sightings come back from their text as they were") {
  Sightings sightings;
  sightings["7k2m9qx4td"] = {day(3), {"mikrotik:core", "proxmox:pve1"}};
  sightings["0000000000"] = {day(0), {}};
  sightings["8k2m9qx4td"] = {day(0), {"mikrotik:core"}, 3, day(3)};
  const std::string text = render_sightings(sightings);
  CHECK(text ==
        "0000000000 2024-10-04\n7k2m9qx4td 2024-10-07 mikrotik:core,proxmox:pve1\n"
        "8k2m9qx4td 2024-10-04 mikrotik:core 3@2024-10-07\n");
  CHECK(parse_sightings(text, "sightings") == sightings);
  CHECK(parse_sightings("", "sightings").empty());
}

TEST_CASE("a line that is no sighting is refused with its place") {
  try {
    parse_sightings("a 2024-10-04\nb yesterday\n", "sightings");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(render(error) ==
          "sightings:2:1: error: a sighting is \"<id> <day> <source>,<source> <days>@<day>\"\n"
          "    2 | b yesterday\n"
          "      | ^\n"
          "  fix: remove the line: the host counts as seen today\n");
  }
  const auto text = GENERATE(as<std::string>{}, "a", "a 2024-10-04 x,,y", "a 2024-10-04 x y",
                             " 2024-10-04", "a 2024-13-04", "a  2024-10-04");
  CHECK_THROWS_AS(parse_sightings(text, "sightings"), Error);
  CHECK_THROWS_AS(parse_sightings("a 2024-10-04 " + std::string(5000, 'x'), "s"), Error);
}
