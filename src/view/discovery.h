// A run of discover: sources, the account of their rows, sites.
#pragma once
#include <string>

#include "report/discovery.h"

namespace muster {

std::string discovery_text(const DiscoverReport& report);
std::string discovery_json(const DiscoverReport& report);

}  // namespace muster
