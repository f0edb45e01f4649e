// What counts as a change, how it is told, and when a job is due.
#include <catch2/catch.hpp>

#include "backup/jobs/schedule.h"
#include "backup/jobs/zone.h"
#include "backup/store/difference.h"
#include "backup/store/kept.h"
#include "core/text.h"

using namespace muster;

namespace {

const Platform& ios() {
  static const Platforms all = [] {
    Diagnostics trouble;
    return Platforms({}, trouble);
  }();
  return *all.find("cisco_ios");
}

std::string difference(const std::string& before, const std::string& after) {
  return render(config_changes(ios(), before, after));
}

Time at(const std::string& text) {
  Day day;
  REQUIRE(parse_day(text.substr(0, 10), day));
  const auto hour = parse_int(std::to_string(1) + text.substr(11, 2)).value() - 100;
  const auto minute = parse_int(std::to_string(1) + text.substr(14, 2)).value() - 100;
  return Time(day) + std::chrono::hours(hour) + std::chrono::minutes(minute);
}

std::string local_start(const std::string& zone, const std::string& day, int hour, int minute) {
  Day date;
  REQUIRE(parse_day(day, date));
  return render_time(Zone(zone).at(date, hour, minute));
}

JobConfig job(const std::string& every) {
  JobConfig out;
  out.name = "n";
  out.every = every;
  return out;
}

std::string span(const std::optional<Occurrence>& found) {
  return found ? render_time(found->start) + " " + render_time(found->end) : "never";
}

}  // namespace

TEST_CASE("lines that the platform ignores are no change, others are") {
  CHECK(!differs(ios(), "a\nCryptochecksum:1\n", "a\nCryptochecksum:2\n"));
  CHECK(differs(ios(), "a\nCryptochecksum:1\n", "b\nCryptochecksum:1\n"));
}

TEST_CASE("far fewer lines than before are a shrink, from twenty lines on") {
  const auto lines = [](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += "x\n";
    return out;
  };
  CHECK(is_shrunk(lines(100), lines(69)));
  CHECK(!is_shrunk(lines(100), lines(70)));
  CHECK(!is_shrunk(lines(19), lines(1)));
}

TEST_CASE("facts of a configuration read back as they were written") {
  const KeptFacts facts{"7k2m9qx4td", "frr", {{"serial", "X1"}, {"model", "M"}}, "212 lines"};
  CHECK(parse_kept(render(facts)) == facts);
  CHECK(!parse_kept("{"));
}

TEST_CASE("a difference says what changed below which line, whatever the order") {
  CHECK(difference("hostname a\ninterface e0\n mtu 1500\n shutdown\nvlan 1\n",
                   "vlan 1\nhostname a\ninterface e0\n shutdown\n mtu 9000\n") ==
        "  interface e0\n-  mtu 1500\n+  mtu 9000\n");
  CHECK(difference("a\nb\n", "b\na\n") == "");
  CHECK(difference("a\n!\n", "a\n") == "");
  CHECK(difference("", "interface e0\n mtu 1500\n") == "+ interface e0\n+  mtu 1500\n");
}

TEST_CASE("where the order means something, a moved line is a change") {
  CHECK(difference("ip access-list extended x\n permit a\n deny b\n",
                   "ip access-list extended x\n deny b\n permit a\n") ==
        "  ip access-list extended x\n-  permit a\n+  permit a\n");
}

TEST_CASE("a time that a zone skips is the first after the gap, one that comes twice the first") {
  CHECK(local_start("Europe/Berlin", "2026-03-29", 2, 30) == "2026-03-29T01:00:00Z");
  CHECK(local_start("Europe/Berlin", "2026-10-25", 2, 30) == "2026-10-25T00:30:00Z");
  CHECK(local_start("America/New_York", "2026-03-08", 2, 30) == "2026-03-08T07:00:00Z");
  CHECK(local_start("America/New_York", "2026-11-01", 1, 30) == "2026-11-01T05:30:00Z");
  CHECK(local_start("Pacific/Kiritimati", "2026-08-21", 2, 0) == "2026-08-20T12:00:00Z");
  CHECK(local_start("Pacific/Pago_Pago", "2026-08-21", 2, 0) == "2026-08-21T13:00:00Z");
  CHECK(local_start("UTC", "2026-08-21", 23, 59) == "2026-08-21T23:59:00Z");
  CHECK_THROWS_AS(Zone("Europe/Nowhere"), Error);
}

TEST_CASE("a daily job has one window a day, on the nights of both changes, too") {
  JobConfig nightly = job("daily");
  nightly.timezone = "Europe/Berlin";
  nightly.start = "02:30";
  nightly.end = "04:00";
  CHECK(span(last_occurrence(nightly, at("2026-03-29T01:10"))) ==
        "2026-03-29T01:00:00Z 2026-03-29T02:00:00Z");
  CHECK(span(last_occurrence(nightly, at("2026-10-25T01:40"))) ==
        "2026-10-25T00:30:00Z 2026-10-25T03:00:00Z");
  CHECK(span(next_occurrence(nightly, at("2026-10-25T00:30"))) ==
        "2026-10-26T01:30:00Z 2026-10-26T03:00:00Z");
}

TEST_CASE("a window whose end is not after its start goes past midnight") {
  JobConfig late = job("daily");
  late.start = "22:00";
  late.end = "03:00";
  CHECK(span(last_occurrence(late, at("2026-08-21T01:00"))) ==
        "2026-08-20T22:00:00Z 2026-08-21T03:00:00Z");
}

TEST_CASE("weekly, monthly and single jobs run on their days alone") {
  JobConfig weekly = job("weekly");
  weekly.days = {"friday", "sunday"};
  CHECK(span(last_occurrence(weekly, at("2026-08-22T12:00"))) ==
        "2026-08-21T02:00:00Z 2026-08-21T06:00:00Z");
  CHECK(span(next_occurrence(weekly, at("2026-08-22T12:00"))) ==
        "2026-08-23T02:00:00Z 2026-08-23T06:00:00Z");
  JobConfig monthly = job("monthly");
  monthly.day = 31;
  CHECK(span(next_occurrence(monthly, at("2026-02-01T00:00"))) ==
        "2026-02-28T02:00:00Z 2026-02-28T06:00:00Z");
  JobConfig once = job("once");
  once.date = "2026-12-24";
  CHECK(span(last_occurrence(once, at("2026-12-23T12:00"))) == "never");
  CHECK(span(last_occurrence(once, at("2027-12-23T12:00"))) ==
        "2026-12-24T02:00:00Z 2026-12-24T06:00:00Z");
  CHECK(span(next_occurrence(once, at("2026-01-01T00:00"))) ==
        "2026-12-24T02:00:00Z 2026-12-24T06:00:00Z");
  CHECK(span(next_occurrence(once, at("2026-12-25T00:00"))) == "never");
}
