#include "wire/thrown.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <stdexcept>

using namespace muster;

TEST_CASE("what a callback throws passes a C function by and comes out behind it") {
  static Thrown thrown;
  const auto compare = [](const void*, const void*) {
    return thrown.guard(0, []() -> int { throw std::runtime_error("no memory"); });
  };
  int numbers[] = {3, 1, 2};
  CHECK_NOTHROW(std::qsort(numbers, 3, sizeof(int), compare));
  CHECK_THROWS_WITH(thrown.rethrow(), "no memory");
  CHECK_NOTHROW(thrown.rethrow());
  CHECK(thrown.guard(0, [] { return 7; }) == 7);
}
