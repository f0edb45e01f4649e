#include "core/clock.h"

#include <catch2/catch.hpp>
#include <thread>

using namespace muster;
using namespace std::chrono_literals;

TEST_CASE("a duration is told in whole seconds where it is") {
  CHECK(render_duration(Milliseconds(30'000)) == "30 s");
  CHECK(render_duration(Milliseconds(1'250)) == "1250 ms");
  CHECK(render_duration(Milliseconds(0)) == "0 s");
}

TEST_CASE("days and times render as ISO 8601") {
  CHECK(render_day(Day(std::chrono::days(0))) == "1970-01-01");
  CHECK(render_time(Time(Seconds(1'787'285'106))) == "2026-08-21T04:05:06Z");
  CHECK(render_time(Time(Seconds(-1))) == "1969-12-31T23:59:59Z");
}

TEST_CASE("a day reads back as it was written") {
  Day day{};
  for (const int n : {0, 59, 11'016, 20'686, 47'541}) {
    REQUIRE(parse_day(render_day(Day(std::chrono::days(n))), day));
    CHECK(day == Day(std::chrono::days(n)));
  }
}

TEST_CASE("what is no day of the calendar is refused") {
  Day day{};
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "",
                           "2026-08-21 ", "+026-01-01", "2026--1-01", "2026/01/01", "2026-01-1x"}) {
    INFO(text);
    CHECK_FALSE(parse_day(text, day));
  }
  CHECK(parse_day("2024-02-29", day));
}

TEST_CASE("a sleep ends early when a stop is asked for") {
  SystemClock clock;
  std::stop_source stop;
  std::jthread asker([&] { stop.request_stop(); });
  const auto begin = std::chrono::steady_clock::now();
  clock.sleep(60s, stop.get_token());
  CHECK(std::chrono::steady_clock::now() - begin < 30s);
  clock.sleep(1ms, {});
  CHECK(clock.now() > Time(Seconds(1'600'000'000)));
}
