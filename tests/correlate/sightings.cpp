#include "correlate/host/sightings.h"

#include <catch2/catch.hpp>

#include "correlate/host/memory.h"
#include "world.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("sightings come back from their text as they were") {
  Sightings sightings;
  sightings["7k2m9qx4td"] = {day(3)};
  sightings["7k2m9qx4td"].stale[part_name({"name", "mdns", "web 1=\n@"})] = {2, day(2)};
  sightings["7k2m9qx4td"].drawn[parse_ip("2001:db8::91aa:1:2:3").value()] = {1, day(3)};
  sightings["0000000000"] = {day(0)};
  sightings["8k2m9qx4td"] = {day(0), {3, day(3)}};
  const std::string text = render_sightings(sightings);
  CHECK(text ==
        "0000000000 2024-10-04\n"
        "7k2m9qx4td 2024-10-07 stale:name/mdns/web%201%3D%0A%40=2@2024-10-06"
        " drawn:2001:db8::91aa:1:2:3=1@2024-10-07\n"
        "8k2m9qx4td 2024-10-04 missed=3@2024-10-07\n");
  CHECK(parse_sightings(text, "sightings") == sightings);
  CHECK(parse_sightings("", "sightings").empty());
}

TEST_CASE("sightings of an older form are read without the sources that stand in them") {
  const Sightings read = parse_sightings(
      "a 2024-10-04 mikrotik:core,proxmox:pve1\nb 2024-10-04 switch:a 3@2024-10-07\n", "sightings");
  CHECK(read == Sightings{{"a", {day(0)}}, {"b", {day(0), {3, day(3)}}}});
}

TEST_CASE("a line that is no sighting is refused with its place") {
  try {
    parse_sightings("a 2024-10-04\nb yesterday\n", "sightings");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(render(error) ==
          "sightings:2:1: error: a sighting is \"<id> <day> <what>=<days>@<day>…\"\n"
          "    2 | b yesterday\n"
          "      | ^\n"
          "  fix: remove the line: the host counts as seen today\n");
  }
  const auto text =
      GENERATE(as<std::string>{}, "a", "a 2024-10-04 x,,y", "a 2024-10-04 x y", " 2024-10-04",
               "a 2024-13-04", "a  2024-10-04", "a 2024-10-04 x=1@1",
               "a 2024-10-04 stale:=1@2024-10-04", "a 2024-10-04 missed=0@2024-10-04",
               "a 2024-10-04 drawn:x=1@2024-10-04", "a 2024-10-04 other=1@2024-10-04");
  CHECK_THROWS_AS(parse_sightings(text, "sightings"), Error);
  CHECK_THROWS_AS(parse_sightings("a 2024-10-04 " + std::string(70'000, 'x'), "s"), Error);
}
