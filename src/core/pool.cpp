#include "core/pool.h"

namespace muster {

void parallel_for(size_t count, size_t threads, const std::function<void(size_t)>& work,
                  std::stop_token stop) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  std::atomic<size_t> next = 0;
  const auto run = [&] {
    for (size_t i = next++; i < count && !stop.stop_requested(); i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(run);
  run();
}

}  // namespace muster
