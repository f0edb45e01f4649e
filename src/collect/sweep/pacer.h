// When the next frame may go, on a clock that only goes forward.
#pragma once
#include <algorithm>
#include <chrono>

#include "wire/capture/capture.h"

namespace muster {

// Evenly `rate` a second. Time lost to a late wake-up is made good by at most 10 ms of frames; what
// a longer pause lost stays lost: in any span of time at most rate × (span + 10 ms) + 1 go.
class Pacer {
 public:
  Pacer(int rate, Tick start) : step_(Tick(std::chrono::seconds(1)) / rate), next_(start) {}

  Tick next() const { return next_; }
  void sent(Tick now) { next_ = std::max(next_, now - kSlack) + step_; }

 private:
  static constexpr Tick kSlack = std::chrono::milliseconds(10);
  Tick step_;
  Tick next_;
};

}  // namespace muster
