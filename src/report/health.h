// How each source answered when it was last asked.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "core/clock.h"

namespace muster {

struct SourceHealth {
  std::string site;
  bool ok = false;  // its last answer was complete
  Day asked;
  std::optional<Day> last_ok;
};
using Health = std::map<std::string, SourceHealth>;  // by source id

}  // namespace muster
