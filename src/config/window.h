// A window of time in which reconcile writes, in muster.yaml: "saturday,sunday 20:00-04:00
// Europe/Berlin", or "daily 20:00-23:00" in UTC.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/backup.h"
#include "core/yaml.h"

namespace muster {

// nullopt: it is none.
std::optional<JobConfig> parse_window(std::string_view text);

namespace config_file {
struct Reading;

inline constexpr std::array<std::string_view, 7> weekdays{
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
bool is_time_of_day(std::string_view text);  // "02:30"
// A name of the system's database of time zones, and no way out of its folder.
bool is_zone_name(std::string_view text);

void read_windows(Reading& in, const yaml::Node& node, std::vector<std::string>& out);
// For the schema.
std::string schema_of_windows();
}  // namespace config_file
}  // namespace muster
