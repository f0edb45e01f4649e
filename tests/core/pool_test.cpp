#include "core/pool.h"

#include <catch2/catch.hpp>
#include <numeric>
#include <stdexcept>

#include "times.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("every item is worked on exactly once") {
  for (const size_t threads : {0U, 1U, 3U, 64U}) {
    std::vector<std::atomic<int>> seen(1000);
    parallel_for(seen.size(), threads, [&](size_t i) { ++seen[i]; });
    CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& n) { return n == 1; }));
  }
  parallel_for(0, 4, [](size_t) { FAIL("there is nothing to do"); });
}

TEST_CASE("results come back in input order") {
  std::vector<int> items(500);
  std::iota(items.begin(), items.end(), 0);
  const auto squares = parallel_map(items, 8, [](int i) { return i * i; });
  for (size_t i = 0; i < items.size(); ++i) CHECK(squares[i] == items[i] * items[i]);
}

TEST_CASE("items not begun when a stop is asked for are left out") {
  std::stop_source stop;
  std::atomic<int> done = 0;
  parallel_for(
      1000, 1,
      [&](size_t) {
        if (++done == 10) stop.request_stop();
      },
      stop.get_token());
  CHECK(done == 10);
}

TEST_CASE("what an item throws keeps no other from its turn; the first in order is thrown") {
  for (const size_t threads : {1U, 4U}) {
    std::vector<std::atomic<int>> seen(200);
    const auto all = [&] {
      parallel_for(seen.size(), threads, [&](size_t i) {
        ++seen[i];
        if (i % 50 == 7) throw std::runtime_error("item " + std::to_string(i));
      });
    };
    CHECK_THROWS_WITH(all(), "item 7");
    CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& n) { return n == 1; }));
  }
}

TEST_CASE("work that does not return is cut when its time is over or a stop is asked for") {
  std::stop_source cut;
  const auto work = [&] {
    while (!cut.stop_requested()) std::this_thread::yield();
    throw std::runtime_error("cut");
  };
  const auto end = [&] { cut.request_stop(); };
  JumpingClock clock;
  SECTION("its time is over") {
    CHECK(with_deadline(clock, Seconds(3'600), {}, work, end) == Ending::late);
    CHECK(clock.passed() == Seconds(3'600));
  }
  SECTION("a stop is asked for") {
    std::stop_source stop;
    const std::jthread later([&] { stop.request_stop(); });
    CHECK(with_deadline(real_time(), Seconds(3'600), stop.get_token(), work, end) ==
          Ending::stopped);
  }
}

TEST_CASE("work that returns in its time is not cut, and what it throws is thrown") {
  const auto cut = [] { FAIL("there was time"); };
  CHECK(with_deadline(
            real_time(), Seconds(3'600), {}, [] {}, cut) == Ending::done);
  const auto bad = [] { throw std::runtime_error("no file"); };
  CHECK_THROWS_WITH(with_deadline(real_time(), Seconds(3'600), {}, bad, cut), "no file");
}
