// Sightings as text, for the branch that holds nothing else: one line a host, by id,
// "7k2m9qx4td 2026-08-21 mikrotik:core,proxmox:pve1", and behind it, of a host that is missed, on
// how many days and when last: "3@2026-08-24".
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace muster {

// Host id → the last day it was seen, and by which sources. Kept on refs/heads/muster/sightings.
struct Sighting {
  Day day;
  std::vector<std::string> sources;
  // Days since on which all sources that knew it answered without it, and the last of them.
  int missed = 0;
  Day missed_last = {};
  bool operator==(const Sighting&) const = default;
};
using Sightings = std::map<std::string, Sighting>;

std::string render_sightings(const Sightings& sightings);

// Error that names the line in `file` when the text is not of that form or has too many lines.
Sightings parse_sightings(std::string_view text, const std::string& file);

}  // namespace muster
