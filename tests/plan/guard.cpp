#include "plan/guard.h"

#include <catch2/catch.hpp>

namespace muster {
namespace {

// One of each host.
std::vector<Resource> owned(size_t count, const std::string& site) {
  std::vector<Resource> out(count);
  for (size_t i = 0; i < count; ++i) {
    out[i].owned = true;
    out[i].site = site;
    out[i].host = site + "host" + std::to_string(i);
  }
  return out;
}

std::vector<Operation> operations(size_t count, Op op, const std::string& site) {
  std::vector<Operation> out(count);
  for (size_t i = 0; i < count; ++i) {
    out[i].op = op;
    out[i].site = site;
    out[i].host = site + "host" + std::to_string(i);
  }
  return out;
}

std::string line(const Rail& rail) {
  return rail.name + " " + rail.scope + " " + rail.value + " | " + rail.limit +
         (rail.refused ? " refused" : "") + (rail.lifted ? " lifted" : "");
}

std::vector<std::string> lines(const std::vector<Operation>& operations,
                               const std::vector<Resource>& actual, Limit deletes,
                               std::set<std::string> allow = {}, size_t now = 5, size_t base = 5) {
  GuardInput input;
  input.operations = operations;
  input.target = "netbox";
  input.actual = actual;
  input.hosts_now = now;
  input.hosts_base = base;
  input.max_deletes = deletes;
  input.max_updates = {30.0, {}};
  input.allow = std::move(allow);
  std::vector<std::string> out;
  for (const Rail& rail : guard(input)) out.push_back(line(rail));
  return out;
}

}  // namespace

TEST_CASE("exactly the limit passes and one more is refused") {
  const auto actual = owned(30, "");
  CHECK(lines(operations(3, Op::remove, ""), actual, {10.0, 25}).at(0) ==
        "deletes netbox 3/30 | 10 % or 25");
  CHECK(lines(operations(4, Op::remove, ""), actual, {10.0, 25}).at(0) ==
        "deletes netbox 4/30 | 10 % or 25 refused");
}

TEST_CASE("of a percentage and a count the smaller one holds") {
  CHECK(lines(operations(26, Op::retire, ""), owned(3118, ""), {10.0, 25}).at(0) ==
        "deletes netbox 26/3,118 | 10 % or 25 refused");
}

TEST_CASE("below guard_from only the count holds") {
  const auto actual = owned(9, "");
  CHECK(lines(operations(9, Op::remove, ""), actual, {10.0, 25}).at(0) ==
        "deletes netbox 9/9 | 25");
  CHECK(lines(operations(9, Op::remove, ""), actual, {10.0, {}}).at(0) ==
        "deletes netbox 9/9 | none below 10 hosts");
  CHECK(lines(operations(9, Op::remove, ""), actual, {10.0, 8}).at(0) ==
        "deletes netbox 9/9 | 8 refused");
}

TEST_CASE("a host counts once, whatever it has and takes along") {
  auto actual = owned(30, "");
  for (const Resource& again : owned(30, "")) actual.push_back(again);
  auto gone = operations(3, Op::remove, "");
  for (const Operation& again : operations(3, Op::retire, "")) gone.push_back(again);
  gone[0].cascades = {{"interface", 2}, {"ip-address", 1}};
  CHECK(lines(gone, actual, {10.0, {}}).at(0) == "deletes netbox 3/30 | 10 %");
}

TEST_CASE("what a host that is still wanted loses is an update of it") {
  const auto actual = owned(5, "");
  auto renamed = operations(1, Op::remove, "");
  for (const Operation& again : operations(1, Op::create, "")) renamed.push_back(again);
  const GuardInput input{.operations = renamed,
                         .target = "dns",
                         .actual = actual,
                         .desired = actual,
                         .max_deletes = {{}, 0}};
  const auto rails = guard(input);
  CHECK(line(rails.at(0)) == "deletes dns 0/5 | 0");
  CHECK(line(rails.at(1)) == "updates dns 1/5 | none");
  CHECK(line(rails.at(2)) == "creates dns 0/5 | none");
}

TEST_CASE("more new hosts than there are refuse the plan, and what is put back is not new") {
  const auto actual = owned(10, "");
  auto fresh = operations(21, Op::create, "");
  const auto refusal = [&] {
    const GuardInput input{
        .operations = fresh, .target = "netbox", .actual = actual, .max_creates = {100.0, {}}};
    return line(guard(input).at(2));
  };
  CHECK(refusal() == "creates netbox 11/10 | 100 % refused");
  fresh.back().drift = true;
  CHECK(refusal() == "creates netbox 10/10 | 100 %");
}

TEST_CASE("each site has its own rails") {
  auto actual = owned(100, "berlin");
  for (Resource& resource : owned(10, "bonn")) actual.push_back(resource);
  CHECK(lines(operations(2, Op::remove, "bonn"), actual, {10.0, 25}) ==
        std::vector<std::string>{
            "deletes netbox 2/110 | 10 % or 25", "updates netbox 0/110 | 30 %",
            "creates netbox 0/110 | none", "deletes netbox/berlin 0/100 | 10 % or 25",
            "updates netbox/berlin 0/100 | 30 %", "deletes netbox/bonn 2/10 | 10 % or 25 refused",
            "updates netbox/bonn 0/10 | 30 %",
            "empty netbox 5 host files, 5 at the last applied commit | no less than 10 % while 110 "
            "objects are ours"});
}

TEST_CASE("a rail is lifted by its own name only") {
  const auto gone = operations(10, Op::remove, "");
  CHECK(lines(gone, owned(10, ""), {10.0, {}}, {"updates", "empty"}).at(0) ==
        "deletes netbox 10/10 | 10 % refused");
  CHECK(lines(gone, owned(10, ""), {10.0, {}}, {"deletes"}).at(0) ==
        "deletes netbox 10/10 | 10 % refused lifted");
}

TEST_CASE("what is protected is counted by why it is kept, whatever the words are") {
  auto kept = operations(2, Op::keep, "");
  kept[0].keeping = Keeping::protect;
  kept[0].reason = "in other words";
  kept[1].keeping = Keeping::not_pruned;
  kept[1].reason = "protect: true";
  CHECK(lines(kept, owned(9, ""), {}).back() == "protect netbox 1 object kept | protect: true");
}

TEST_CASE("an inventory that is empty or nearly so is refused while objects are ours") {
  const auto last = [](const std::vector<std::string>& all) { return all.back(); };
  CHECK(
      last(lines({}, owned(1, ""), {}, {}, 0, 5)) ==
      "empty netbox 0 host files, 5 at the last applied commit | no less than 10 % while 1 object "
      "is ours refused");
  CHECK(last(lines({}, owned(9, ""), {}, {}, 4, 41)) ==
        "empty netbox 4 host files, 41 at the last applied commit | no less than 10 % while 9 "
        "objects are ours refused");
  CHECK(last(lines({}, {}, {}, {}, 0, 50)) ==
        "empty netbox 0 host files, 50 at the last applied commit | no less than 10 % while 0 "
        "objects are ours");
}

TEST_CASE("a list that came back without a tenth of what the last apply left refuses the plan") {
  static const std::vector<KindTraits> kinds{
      {.kind = "mac-address", .noun = "MAC", .nouns = "MACs", .retired = {}, .listed = true},
      {.kind = "record", .noun = "record", .nouns = "records", .retired = {}}};
  std::vector<Resource> wanted(40);
  for (size_t i = 0; i < wanted.size(); ++i) {
    wanted[i].kind = i < 20 ? "mac-address" : "record";
    wanted[i].key = Key(wanted[i].kind, std::to_string(i));
    wanted[i].owned = true;
  }
  const auto missing = [&](size_t gone, size_t no_longer_wanted, std::set<std::string> allow) {
    const std::vector<Resource> there(wanted.begin() + static_cast<long>(gone), wanted.end());
    const std::vector<Resource> now(wanted.begin() + static_cast<long>(no_longer_wanted),
                                    wanted.end());
    const GuardInput input{.operations = {},
                           .target = "netbox",
                           .actual = there,
                           .desired = now,
                           .base = wanted,
                           .kinds = kinds,
                           .hosts_now = 5,
                           .hosts_base = 5,
                           .allow = std::move(allow)};
    std::string out;
    for (const Rail& rail : guard(input)) {
      if (rail.name == "missing") out += line(rail);
    }
    return out;
  };
  CHECK(missing(2, 0, {}) == "");
  CHECK(missing(3, 0, {}) ==
        "missing netbox 3 of 20 MACs | 10 % of what the last apply left refused");
  CHECK(missing(3, 3, {}) == "");
  CHECK(missing(40, 0, {"missing"}) ==
        "missing netbox 20 of 20 MACs | 10 % of what the last apply left refused lifted");
}

}  // namespace muster
