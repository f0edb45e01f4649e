// Time as an interface, so that tests can own it.
#pragma once
#include <poll.h>

#include <chrono>
#include <span>
#include <stop_token>
#include <string>

namespace muster {

using Seconds = std::chrono::seconds;
using Milliseconds = std::chrono::milliseconds;
using Time = std::chrono::sys_time<std::chrono::seconds>;
using Day = std::chrono::sys_days;

// A moment of waiting. It only goes forward, whatever the date is set to.
using Instant = std::chrono::steady_clock::time_point;

// What a clock of a test does not own is real.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  virtual Instant instant() const;
  // Waits, or returns early when a stop is asked for.
  virtual void sleep(Milliseconds duration, std::stop_token stop) = 0;
  // Returns when one of `watched` is ready, as its revents say, or `until` has come; now and then
  // before either. poll(2) by another clock.
  virtual void poll(std::span<pollfd> watched, Instant until);
};

class SystemClock : public Clock {
 public:
  Time now() const override;
  void sleep(Milliseconds duration, std::stop_token stop) override;
};

std::string render_day(Day day);                     // "2026-08-21"
std::string render_time(Time time);                  // "2026-08-21T04:05:06Z"
std::string render_duration(Milliseconds duration);  // "30 s", "250 ms"
bool parse_day(const std::string& text, Day& out);   // false: not a day of the calendar

}  // namespace muster
