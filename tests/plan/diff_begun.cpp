// What an apply that did not end wrote is told apart from what somebody else changed.
#include <catch2/catch.hpp>

#include "plan/diff.h"

using namespace muster;

namespace {

const std::vector<KindTraits> kinds{
    {.kind = "device", .noun = "device", .nouns = "devices", .retired = {}}};

std::vector<Resource> device(const std::string& role) {
  Resource one;
  one.kind = "device";
  one.key = Key("device", "aaaaaaaaaa");
  one.label = "web1";
  one.host = "aaaaaaaaaa";
  one.owned = true;
  one.fields = {{"role", role}};
  return {one};
}

struct World {
  std::vector<Resource> applied, wanted, there;
  std::optional<std::vector<Resource>> begun = std::nullopt;

  std::string plan() const {
    Snapshot actual;
    actual.resources = there;
    DiffInput input{.target = "nb",
                    .desired = wanted,
                    .actual = actual,
                    .base = &applied,
                    .kinds = kinds,
                    .absent = {}};
    if (begun) input.begun = &*begun;
    std::string text;
    for (const Operation& one : diff(input)) {
      text += std::string(word(one.op)) + (one.drift ? " drift" : "");
      for (const FieldChange& change : one.changes) text += " " + std::string(word(change.cause));
    }
    return text;
  }
};

}  // namespace

TEST_CASE("a value that an unfinished apply wrote is no drift, whatever is wanted now") {
  World back{device("a"), device("a"), device("b")};
  CHECK(back.plan() == "update drift");
  back.begun = device("b");
  CHECK(back.plan() == "update repo");
  World on{device("a"), device("c"), device("b")};
  CHECK(on.plan() == "update both");
  on.begun = device("b");
  CHECK(on.plan() == "update repo");
}

TEST_CASE("a value that neither apply wrote is drift still") {
  CHECK(World{device("a"), device("a"), device("x"), device("b")}.plan() == "update drift");
}

TEST_CASE("what an unfinished apply took away is created anew and has not drifted") {
  World lost{device("a"), device("a"), {}};
  CHECK(lost.plan() == "create drift");
  lost.begun = device("a");
  CHECK(lost.plan() == "create drift");
  lost.begun = std::vector<Resource>{};
  CHECK(lost.plan() == "create");
}
