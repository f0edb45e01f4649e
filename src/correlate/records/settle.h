// What records of sources add to hosts: links, values that no row tells, whose word counts where
// they differ, and what does not fit together.
#pragma once
#include <set>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "correlate/host/presence.h"
#include "correlate/identity/identity.h"
#include "model/host.h"
#include "model/observation.h"

namespace muster {

namespace marks {
inline constexpr std::string_view serial_conflict = "serial-conflict";
inline constexpr std::string_view serial_names = "serial-names";
inline constexpr std::string_view platform_conflict = "platform-conflict";
inline constexpr std::string_view stale_in = "stale-in:";
}  // namespace marks

struct RecordSettling {
  std::span<const Observation> observations;
  std::span<const Host* const> known;  // by id
  const Config& config;
  const Answers& answers;
  const std::set<std::string>& forgotten;  // sources that are no more
  Day today;
};

// `groups` are the rows of the first of the hosts, which were seen. What a source told that did not
// answer in full stays, and so does the value that counted while it was heard. Hosts that are gone
// stay as they are.
void settle_records(std::span<Host> hosts, std::span<const Group> groups,
                    const RecordSettling& with);

}  // namespace muster
