// Windows of time in which reconcile writes.
#include "config/window.h"

#include <catch2/catch.hpp>

#include "config/config.h"

using namespace muster;

namespace {

std::string windows_trouble(const std::string& windows) {
  Diagnostics trouble;
  read_config({{.file = "muster.yaml", .text = "policy:\n  windows: " + windows + "\n"}}, trouble);
  std::string out;
  for (const Error& error : trouble.items()) out += error.message + " | " + error.fix + "\n";
  return out;
}

}  // namespace

TEST_CASE("a window is days, times and a zone") {
  const auto window = parse_window("saturday,sunday 20:00-04:00 Europe/Berlin");
  REQUIRE(window);
  CHECK(window->every == "weekly");
  CHECK(window->days == std::vector<std::string>{"saturday", "sunday"});
  CHECK(window->start == "20:00");
  CHECK(window->end == "04:00");
  CHECK(window->timezone == "Europe/Berlin");
  CHECK(parse_window("daily 20:00-23:00")->every == "daily");
  CHECK(parse_window("daily 20:00-23:00")->timezone == "UTC");
  for (const char* bad : {"", "daily", "someday 20:00-23:00", "daily 20:00-24:00", "daily 20-23",
                          "daily 20:00-23:00 ../x", "daily 20:00-23:00 UTC x"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_window(bad));
  }
}

TEST_CASE("what is no window is told with one that is") {
  CHECK(windows_trouble("[daily 20:00-23:00]").empty());
  CHECK(windows_trouble("[nightly 20:00-23:00]") ==
        "windows \"nightly 20:00-23:00\" is no window of time | write one such as "
        "\"saturday,sunday 20:00-04:00 Europe/Berlin\"\n");
}
