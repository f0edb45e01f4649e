#include "backup/jobs/zone.h"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <mutex>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

// The C library has one zone at a time, of the whole process.
class InZone {
 public:
  explicit InZone(const std::string& name) : lock_(mutex()) {
    const char* before = std::getenv("TZ");
    had_ = before != nullptr;
    if (had_) before_ = before;
    ::setenv("TZ", (":" + name).c_str(), 1);
    ::tzset();
  }
  ~InZone() {
    if (had_) {
      ::setenv("TZ", before_.c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  InZone(const InZone&) = delete;
  InZone& operator=(const InZone&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }

  std::lock_guard<std::mutex> lock_;
  bool had_ = false;
  std::string before_;
};

std::string folder_of_zones() {
  const char* folder = std::getenv("TZDIR");
  return folder == nullptr ? "/usr/share/zoneinfo" : folder;
}

std::tm local(time_t moment) {
  std::tm out{};
  ::localtime_r(&moment, &out);
  return out;
}

int minutes_of(const std::tm& time) { return time.tm_hour * 60 + time.tm_min; }

Day day_in(const std::tm& time) {
  return std::chrono::year_month_day(std::chrono::year(time.tm_year + 1900),
                                     std::chrono::month(static_cast<unsigned>(time.tm_mon + 1)),
                                     std::chrono::day(static_cast<unsigned>(time.tm_mday)));
}

}  // namespace

Zone::Zone(const std::string& name) : name_(name) {
  std::error_code ignored;
  const bool known =
      name == "UTC" || (name.find("..") == std::string::npos &&
                        std::filesystem::is_regular_file(folder_of_zones() + "/" + name, ignored));
  if (known) return;
  throw Error("time zone \"" + clean(name) + "\" is not known here", Exit::invalid)
      .because(folder_of_zones() + " has no such file")
      .mend("install tzdata, or write a zone such as Europe/Berlin");
}

// The first minute, from some hours before, at which the local clock shows that time or more: this
// needs no word of the library about gaps and doubled hours.
Time Zone::at(Day day, int hour, int minute) const {
  const InZone zone(name_);
  constexpr time_t widest_offset = 15L * 3600;
  constexpr time_t longest_day = 26L * 3600;
  const time_t midnight = std::chrono::system_clock::to_time_t(day);
  const time_t wanted = midnight + (hour * 60L + minute) * 60L;
  time_t found = wanted + widest_offset;
  for (time_t at = wanted - widest_offset; at <= wanted + longest_day; at += 60) {
    const std::tm shown = local(at);
    const Day there = day_in(shown);
    if (there < day || (there == day && minutes_of(shown) < hour * 60 + minute)) continue;
    found = at;
    break;
  }
  return std::chrono::time_point_cast<std::chrono::seconds>(
      std::chrono::system_clock::from_time_t(found));
}

Day Zone::day_of(Time time) const {
  const InZone zone(name_);
  return day_in(local(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace muster
