// Brings large items into an order without a second room for them.
#pragma once
#include <span>
#include <utility>
#include <vector>

namespace muster {

// `from[i]` is where that stands which belongs at i; each place is named once.
template <class T>
void arrange(std::span<T> items, std::vector<size_t> from) {
  for (size_t start = 0; start < from.size(); ++start) {
    if (from[start] == start) continue;
    T first = std::move(items[start]);
    size_t at = start;
    while (from[at] != start) {
      items[at] = std::move(items[from[at]]);
      at = std::exchange(from[at], at);
    }
    items[at] = std::move(first);
    from[at] = at;
  }
}

}  // namespace muster
