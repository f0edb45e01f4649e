#include "backup/jobs/schedule.h"

#include <algorithm>
#include <array>

#include "backup/jobs/zone.h"
#include "core/text.h"

namespace muster {
namespace {

using std::chrono::days;

constexpr int most_days = 63;  // between two of a job that runs monthly

int digits_of(const std::string& text, size_t at) {
  return (text[at] - '0') * 10 + text[at + 1] - '0';
}

std::string_view weekday_of(Day day) {
  constexpr std::array<std::string_view, 7> names{"sunday",   "monday", "tuesday", "wednesday",
                                                  "thursday", "friday", "saturday"};
  return names[std::chrono::weekday(day).c_encoding()];
}

bool runs_on(const JobConfig& job, Day day) {
  if (job.every == "daily") return true;
  if (job.every == "once") return render_day(day) == job.date;
  if (job.every == "weekly") {
    if (job.days.empty()) return weekday_of(day) == "monday";
    return std::find(job.days.begin(), job.days.end(), weekday_of(day)) != job.days.end();
  }
  const std::chrono::year_month_day date(day);
  const std::chrono::year_month_day last(date.year() / date.month() / std::chrono::last);
  const auto wanted = std::min(std::chrono::day(static_cast<unsigned>(job.day)), last.day());
  return date.day() == wanted;
}

Occurrence occurrence_on(const JobConfig& job, const Zone& zone, Day day) {
  const Day until = job.end <= job.start ? day + days(1) : day;
  const auto at = [&](Day when, const std::string& time) {
    return zone.at(when, digits_of(time, 0), digits_of(time, 3));
  };
  return {at(day, job.start), at(until, job.end)};
}

}  // namespace

std::optional<Occurrence> last_occurrence(const JobConfig& job, Time now) {
  const Zone zone(job.timezone);
  Day day = zone.day_of(now);
  Day once;
  if (job.every == "once" && parse_day(job.date, once)) day = std::min(day, once);
  for (int i = 0; i < most_days; ++i, day -= days(1)) {
    if (!runs_on(job, day)) continue;
    const Occurrence found = occurrence_on(job, zone, day);
    if (found.start <= now) return found;
  }
  return std::nullopt;
}

std::optional<Occurrence> next_occurrence(const JobConfig& job, Time now) {
  const Zone zone(job.timezone);
  Day day = zone.day_of(now);
  Day once;
  if (job.every == "once" && parse_day(job.date, once)) day = std::max(day, once);
  for (int i = 0; i < most_days; ++i, day += days(1)) {
    if (!runs_on(job, day)) continue;
    const Occurrence found = occurrence_on(job, zone, day);
    if (found.start > now) return found;
  }
  return std::nullopt;
}

}  // namespace muster
