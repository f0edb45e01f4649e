// Sightings as text, for the branch that holds nothing else: one line a host, by id,
// "7k2m9qx4td 2026-08-21", and behind it what is counted in days, each "<what>=<days>@<last day>":
// "missed", of a host that is missed; "stale:<part>", of a part of its file; "drawn:<address>".
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "model/ip.h"

namespace muster {

struct DayCount {
  int days = 0;
  Day last = {};
  bool operator==(const DayCount&) const = default;

  // Counts today, once.
  void count(Day today) {
    if (days > 0 && today <= last) return;
    ++days;
    last = today;
  }
};

// Host id → the last day it was seen. Kept on refs/heads/muster/sightings.
struct Sighting {
  Day day;
  // Days since on which all sources that knew it answered without it.
  DayCount missed = {};
  // Parts of its file (correlate/host/memory.h) that were missed on days on which it was seen.
  std::map<std::string, DayCount> stale = {};
  // Addresses that may be temporary, and the days on which they were seen.
  std::map<Ip, DayCount> drawn = {};
  bool operator==(const Sighting&) const = default;
};
using Sightings = std::map<std::string, Sighting>;

std::string render_sightings(const Sightings& sightings);

// Error that names the line in `file` when the text is not of that form or has too many lines.
Sightings parse_sightings(std::string_view text, const std::string& file);

}  // namespace muster
