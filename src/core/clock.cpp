#include "core/clock.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "core/text.h"

namespace muster {

Instant Clock::instant() const { return std::chrono::steady_clock::now(); }

void Clock::poll(std::span<pollfd> watched, Instant until) {
  using std::chrono::nanoseconds;
  constexpr nanoseconds longest = std::chrono::hours(1);
  const auto left =
      std::clamp(nanoseconds(until - std::chrono::steady_clock::now()), nanoseconds(0), longest);
  const auto whole = std::chrono::floor<Seconds>(left);
  const timespec time{whole.count(), (left - whole).count()};
  if (ppoll(watched.data(), watched.size(), &time, nullptr) >= 0) return;
  for (pollfd& one : watched) one.revents = 0;
}

Time SystemClock::now() const {
  return std::chrono::floor<Seconds>(std::chrono::system_clock::now());
}

void SystemClock::sleep(Milliseconds duration, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, duration, [] { return false; });
}

std::string render_day(Day day) {
  const std::chrono::year_month_day date(day);
  std::array<char, 32> out{};
  const int size = std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", int(date.year()),
                                 unsigned(date.month()), unsigned(date.day()));
  return {out.data(), static_cast<size_t>(size)};
}

std::string render_time(Time time) {
  const Day day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 32> out{};
  const int size =
      std::snprintf(out.data(), out.size(), "T%02d:%02d:%02dZ", int(clock.hours().count()),
                    int(clock.minutes().count()), int(clock.seconds().count()));
  return render_day(day) + std::string(out.data(), static_cast<size_t>(size));
}

std::string render_duration(Milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? fmt::format("{} s", count / 1000) : fmt::format("{} ms", count);
}

bool parse_day(const std::string& text, Day& out) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = parse_int(text.substr(0, 4));
  const auto month = parse_int(text.substr(5, 2));
  const auto day = parse_int(text.substr(8, 2));
  if (!year || !month || !day || *year < 0 || *month < 0 || *day < 0) return false;
  const std::chrono::year_month_day date{std::chrono::year(int(*year)),
                                         std::chrono::month(unsigned(*month)),
                                         std::chrono::day(unsigned(*day))};
  if (!date.ok()) return false;
  out = Day(date);
  return true;
}

}  // namespace muster
