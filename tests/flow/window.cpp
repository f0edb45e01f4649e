// When policy.windows lets reconcile write.
#include "flow/window.h"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

Time at_time(const std::string& day, int hour) {
  Day date;
  REQUIRE(parse_day(day, date));
  return Time(date) + std::chrono::hours(hour);
}

}  // namespace

TEST_CASE("outside its windows reconcile writes nothing, and says when it will") {
  Policy policy;
  CHECK_FALSE(outside_windows(policy, at_time("2026-08-21", 12)));
  policy.windows = {"saturday,sunday 20:00-04:00", "friday 06:00-08:00"};
  CHECK_FALSE(outside_windows(policy, at_time("2026-08-21", 7)));  // a Friday
  CHECK_FALSE(outside_windows(policy, at_time("2026-08-22", 22)));
  CHECK_FALSE(outside_windows(policy, at_time("2026-08-24", 3)));
  const auto closed = outside_windows(policy, at_time("2026-08-21", 12));
  REQUIRE(closed);
  CHECK(closed->exit == Exit::locked);
  CHECK(render(*closed) ==
        "error: nothing is written outside the windows of policy.windows\n"
        "  why: they are: saturday,sunday 20:00-04:00; friday 06:00-08:00\n"
        "  fix: run again from 2026-08-22T20:00:00Z on, or add --allow window\n");
}
