// Sightings as text, for the branch that holds nothing else: one line a host, by id,
// "7k2m9qx4td 2026-08-21 mikrotik:core,proxmox:pve1".
#pragma once
#include <string>
#include <string_view>

#include "correlate/correlate.h"

namespace muster {

std::string render_sightings(const Sightings& sightings);

// Error that names the line in `file` when the text is not of that form or has too many lines.
Sightings parse_sightings(std::string_view text, const std::string& file);

}  // namespace muster
