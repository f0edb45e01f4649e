// Clocks for tests: the real one, and one whose time passes only by being waited for.
#pragma once
#include <algorithm>
#include <atomic>

#include "core/clock.h"

namespace muster::test {

inline Clock& real_time() {
  static SystemClock clock;
  return clock;
}

// What comes from outside gets a little real time in each wait; when nothing has come by then, all
// of the time waited for is over at once.
class JumpingClock : public Clock {
 public:
  Time now() const override { return Time(std::chrono::floor<Seconds>(passed())); }
  Instant instant() const override { return Instant(passed()); }
  Milliseconds passed() const { return Milliseconds(passed_); }
  void sleep(Milliseconds duration, std::stop_token) override { passed_ += duration.count(); }
  void poll(std::span<pollfd> watched, Instant until) override {
    constexpr int real_ms = 20;
    const auto wanted = std::chrono::ceil<Milliseconds>(until - instant()).count();
    const auto most = static_cast<int>(std::clamp<Milliseconds::rep>(wanted, 0, real_ms));
    if (::poll(watched.data(), watched.size(), most) > 0) return;
    if (wanted > 0) passed_ += wanted;
  }

 private:
  std::atomic<Milliseconds::rep> passed_ = 0;
};

}  // namespace muster::test
