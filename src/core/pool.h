// The only place that starts threads.
#pragma once
#include <algorithm>
#include <atomic>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

#include "core/clock.h"

namespace muster {

// Calls work(i) for every i in [0, count) on up to `threads` threads and returns when all are
// done. What one item throws does not keep the others from being worked on; when all are done,
// what the first of them in input order threw is thrown here. Items not begun when a stop is asked
// for are left out. 0 threads means one a core.
void parallel_for(size_t count, size_t threads, const std::function<void(size_t)>& work,
                  std::stop_token stop = {});

enum class Ending { done, late, stopped };
// Calls `work`, which by itself might not return: when `most` is over or a stop is asked for
// before, `cut` is called once, from another thread, and has to make it return. What `work` throws
// is thrown here, unless it was cut.
Ending with_deadline(Clock& clock, Milliseconds most, std::stop_token stop,
                     const std::function<void()>& work, const std::function<void()>& cut);

// Results in input order, whoever finished first.
template <class In, class Fn>
auto parallel_map(const std::vector<In>& items, size_t threads, Fn&& fn,
                  std::stop_token stop = {}) {
  std::vector<std::invoke_result_t<Fn, const In&>> results(items.size());
  parallel_for(
      items.size(), threads, [&](size_t i) { results[i] = fn(items[i]); }, stop);
  return results;
}

}  // namespace muster
