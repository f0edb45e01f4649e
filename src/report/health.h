// How each source answered when it was last asked.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "core/clock.h"

namespace muster {

struct SourceHealth {
  std::string site;               // it stood under when it last answered
  std::string answer = "failed";  // "complete", "doubtful", "failed"
  Day asked;
  std::optional<Day> last_ok;
  // Rows by kind, "arp" → 212, of the first complete answer of its last day.
  std::map<std::string, size_t> told = {};
  std::string why = {};  // of one that failed or is doubtful
  // Days up to `asked` on which other sources told of none of the hosts that a doubtful answer left
  // out.
  int agreed = 0;
};
using Health = std::map<std::string, SourceHealth>;  // by source id

}  // namespace muster
