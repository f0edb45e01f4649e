// Random numbers for properties.
#pragma once
#include <random>
#include <utility>
#include <vector>

namespace muster::test {

// The same numbers on every machine, unlike the standard distributions.
class Draw {
 public:
  explicit Draw(unsigned seed) : engine_(seed) {}
  unsigned below(unsigned limit) { return static_cast<unsigned>(engine_() % limit); }
  bool one_in(unsigned count) { return below(count) == 0; }
  template <class T>
  void shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[below(static_cast<unsigned>(i))]);
    }
  }

 private:
  std::mt19937 engine_;
};

}  // namespace muster::test
