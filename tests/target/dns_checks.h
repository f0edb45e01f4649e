// What tests of DNS servers say of outcomes, and whether they can run at all.
#pragma once
#include <catch2/catch.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "target/target.h"
#include "wire/program/run.h"

namespace muster::dns_test {

inline bool skipped() {
  if (find_program("unbound") && find_program("unbound-control")) return false;
  std::cerr << "SKIPPED: unbound is not installed, so a test against it did not run\n";
  return true;
}

inline std::string failure(const std::vector<Outcome>& outcomes) {
  REQUIRE(!outcomes.empty());
  for (const Outcome& outcome : outcomes) REQUIRE(outcome.result == Result::failed);
  return render(outcomes.front().error.value());
}

inline bool all_done(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) {
    if (outcome.result != Result::done) UNSCOPED_INFO(render(outcome.error.value_or(Error("?"))));
    if (outcome.result != Result::done) return false;
  }
  return !outcomes.empty();
}

}  // namespace muster::dns_test
