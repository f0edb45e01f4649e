// The order of operations that wait for each other.
#include <algorithm>
#include <catch2/catch.hpp>

#include "plan/diff.h"

namespace muster {
namespace {

const std::vector<KindTraits>& renamed_kinds() {
  static const std::vector<KindTraits> table{{"device", "device", "devices", OnAbsent::retire, {}}};
  return table;
}

std::string numbered(size_t number) {
  std::string digits = std::to_string(number);
  return "srv" + std::string(8 - digits.size(), '0') + digits;
}

Resource device(size_t host, const std::string& name) {
  Resource out;
  out.kind = "device";
  out.host = std::to_string(host);
  out.key = Key("device", out.host);
  out.label = out.natural = name;
  out.fields["name"] = name;
  return out;
}

}  // namespace

TEST_CASE("200,000 hosts that each take the name of the next are renamed from the last on") {
  constexpr size_t hosts = 200'000;
  std::vector<Resource> desired;
  Snapshot actual;
  for (size_t host = 0; host < hosts; ++host) {
    desired.push_back(device(host, numbered(host + 1)));
    actual.resources.push_back(device(host, numbered(host)));
    actual.resources.back().owned = true;
    actual.resources.back().native = std::to_string(host);
  }
  const auto operations = diff({.target = "t",
                                .desired = desired,
                                .actual = actual,
                                .base = nullptr,
                                .kinds = renamed_kinds(),
                                .absent = {}});
  REQUIRE(operations.size() == hosts);
  CHECK(operations.front().label == numbered(hosts));
  CHECK(operations.back().label == numbered(1));
  CHECK(std::is_sorted(operations.begin(), operations.end(),
                       [](const Operation& a, const Operation& b) { return a.label > b.label; }));
}

}  // namespace muster
