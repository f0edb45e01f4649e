#include "model/forwarding.h"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const Mac first(0xBC2411000001ULL), second(0xBC2411000002ULL);

}  // namespace

TEST_CASE("a forwarding table gives back what was put into it") {
  ForwardingTable table;
  table.add(first, "Gi1/0/1", {20, 30}, "base-port");
  table.add(second, "", {}, "by-value");
  table.add(second, "Gi1/0/1", {20, 30}, "base-port");
  REQUIRE(table.size() == 3);
  CHECK(table.port(table.rows()[0]) == "Gi1/0/1");
  CHECK(table.vlans(table.rows()[0]) == std::vector<int>{20, 30});
  CHECK(table.rule(table.rows()[0]) == "base-port");
  CHECK(table.port(table.rows()[1]).empty());
  CHECK(table.vlans(table.rows()[1]).empty());
  CHECK(table.ports().size() == 2);
  CHECK(table.by_rule() == std::map<std::string, size_t>{{"base-port", 2}, {"by-value", 1}});
}

TEST_CASE("a comment at a row of a forwarding table names its MAC") {
  ForwardingTable table;
  table.add(first, "Gi1/0/1", {}, "bridge-host");
  table.reserve("ups");
  table.add(second, "Gi1/0/1", {}, "bridge-host");
  table.reserve("");
  CHECK(table.name(first) == "ups");
  CHECK(table.name(second).empty());
  CHECK(table.rows()[1].reserved);
}

TEST_CASE("more sets of VLANs than a row can name are not told, and no row is lost") {
  ForwardingTable table;
  for (int i = 0; i < 70'000; ++i) table.add(first, "Gi1/0/1", {i / 4'094 + 1, 4'094, i}, "r");
  REQUIRE(table.size() == 70'000);
  CHECK(table.vlans(table.rows()[65'534]) == std::vector<int>{65'534 / 4'094 + 1, 4'094, 65'534});
  CHECK(table.vlans(table.rows()[69'999]).empty());
}
