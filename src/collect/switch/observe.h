// What a switch answered as facts, and as the view that placement weighs. Pure.
#pragma once
#include <string>

#include "collect/switch/profiles.h"
#include "collect/switch/tables.h"
#include "model/observation.h"

namespace muster::switches {

struct Asked {         // the source
  std::string source;  // "switch:sw-b1-04"
  std::string name;    // "sw-b1-04"
  std::string site;
};

// Facts are sorted by their values: the order of the answers does not matter.
Observation observe(const Told& told, const Profile& profile, const Asked& asked);

}  // namespace muster::switches
