// How long something takes on the clock of the wall.
#pragma once
#include <chrono>

namespace muster::bench {

template <class Work>
double seconds_of(Work&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace muster::bench
