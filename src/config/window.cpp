#include "config/window.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/reading.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t most_windows = 50;
constexpr size_t times_length = std::string_view("20:00-23:00").size();

// "daily", or days of the week.
bool take_days(const std::string& text, JobConfig& job) {
  job.every = text == "daily" ? "daily" : "weekly";
  if (text == "daily") return true;
  job.days = split(text, ',');
  return std::all_of(job.days.begin(), job.days.end(), [](const std::string& day) {
    const auto& known = config_file::weekdays;
    return std::find(known.begin(), known.end(), day) != known.end();
  });
}

bool take_times(const std::string& text, JobConfig& job) {
  if (text.size() != times_length || text[5] != '-') return false;
  job.start = text.substr(0, 5);
  job.end = text.substr(6);
  return config_file::is_time_of_day(job.start) && config_file::is_time_of_day(job.end);
}

}  // namespace

std::optional<JobConfig> parse_window(std::string_view text) {
  const auto words = split(text, ' ');
  JobConfig job;
  const bool good = (words.size() == 2 || words.size() == 3) && take_days(words[0], job) &&
                    take_times(words[1], job) &&
                    (words.size() == 2 || config_file::is_zone_name(words[2]));
  if (!good) return std::nullopt;
  if (words.size() == 3) job.timezone = words[2];
  return job;
}

namespace config_file {

bool is_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return false;
  for (const size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return text.substr(0, 2) < "24" && text[3] < '6';
}

bool is_zone_name(std::string_view text) {
  return !text.empty() && text.front() != '/' && text.find("..") == std::string_view::npos &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "_+-/") == std::string_view::npos;
}

void read_windows(Reading& in, const yaml::Node& node, std::vector<std::string>& out) {
  read_words(in, node, out);
  for (const std::string& window : out) {
    if (parse_window(window)) continue;
    return in.fault(node, in.key() + " " + quote(window) + " is no window of time",
                    "write one such as \"saturday,sunday 20:00-04:00 Europe/Berlin\"");
  }
  if (out.size() > most_windows) {
    in.fault(node, in.key() + " has more than " + std::to_string(most_windows) + " windows",
             "name the days of several in one");
  }
}

std::string schema_of_windows() {
  return R"({"type": "array", "maxItems": 50, "items": {"type": "string", "pattern":
"^[a-z]+(,[a-z]+)* [0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]( [A-Za-z0-9_+][A-Za-z0-9_+/-]*)?$"}})";
}

}  // namespace config_file
}  // namespace muster
