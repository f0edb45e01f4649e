// A network that lives for weeks, looked at every hour. tests/bench/living.cpp prints the same of
// a larger one.
#include <algorithm>
#include <catch2/catch.hpp>

#include "living/watch.h"
#include "rounds.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("on a living network files change by what really changes, and are right in the end") {
  const unsigned seed = GENERATE(1U, 2U);
  const int days = std::max(16, rounds(20));
  const Verdict verdict = Watch(seed, 30).run(days);
  INFO("seed " << seed);
  CHECK(verdict.falsely == std::vector<std::string>{});
  CHECK(verdict.wrong == std::vector<std::string>{});
  CHECK(verdict.commits > 0);
}
