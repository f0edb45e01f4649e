// The order of operations that wait for each other.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <random>

#include "plan/diff.h"

namespace muster {
namespace {

const std::vector<KindTraits>& renamed_kinds() {
  static const std::vector<KindTraits> table{
      {"device", "device", "devices", OnAbsent::retire, {}, "name"}};
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

TEST_CASE("names that go round in circles of any length never meet on the way") {
  std::mt19937 random(7);
  for (size_t hosts = 2; hosts < 40; ++hosts) {
    std::vector<size_t> names(hosts);
    std::iota(names.begin(), names.end(), size_t{0});
    std::shuffle(names.begin(), names.end(), random);
    std::vector<Resource> desired;
    Snapshot actual;
    std::map<std::string, std::string> held;  // by native id
    for (size_t host = 0; host < hosts; ++host) {
      desired.push_back(device(host, numbered(names[host])));
      actual.resources.push_back(device(host, numbered(host)));
      actual.resources.back().owned = true;
      actual.resources.back().native = std::to_string(host);
      held[std::to_string(host)] = numbered(host);
    }
    const auto operations = diff({.target = "t",
                                  .desired = desired,
                                  .actual = actual,
                                  .base = nullptr,
                                  .kinds = renamed_kinds(),
                                  .absent = {}});
    for (const Operation& operation : operations) {
      const std::string name = text_of(operation.changes.at(0).after);
      INFO(operation.key.text() << " takes " << name);
      const auto holds = [&](const auto& each) { return each.second == name; };
      REQUIRE(std::none_of(held.begin(), held.end(), holds));
      held[operation.native] = name;
    }
    for (size_t host = 0; host < hosts; ++host)
      REQUIRE(held.at(std::to_string(host)) == numbered(names[host]));
  }
}

}  // namespace muster
