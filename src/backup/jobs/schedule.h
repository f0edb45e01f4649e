// When a job is due.
#pragma once
#include <optional>
#include <string>

#include "config/backup.h"
#include "core/clock.h"

namespace muster {

// One time that a job is to run: begun within [start, end), no device is begun after that.
struct Occurrence {
  Time start;
  Time end;
  auto operator<=>(const Occurrence&) const = default;
};

// The last one that began at `now` or before; nullopt: none did.
std::optional<Occurrence> last_occurrence(const JobConfig& job, Time now);
// The first one that begins after `now`; nullopt: none will.
std::optional<Occurrence> next_occurrence(const JobConfig& job, Time now);

}  // namespace muster
