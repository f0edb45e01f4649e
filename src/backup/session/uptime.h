// How long a device has been up, in steps so coarse that they say something.
#pragma once
#include <string>
#include <string_view>

namespace muster {

inline constexpr std::string_view uptime_fact = "uptime";

// "hours", "days", "weeks" (from 7 days), "months" (from 60) or "years" (from 365) of what a device
// says: "3 weeks, 2 days", "1y2w", "12 day(s), 3 hour(s)", "03,04:05:06" (days first), or seconds.
// "" when it says no time.
std::string uptime_class(std::string_view told);

}  // namespace muster
