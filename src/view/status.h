// The inventory, the sources and the targets at a glance.
#pragma once
#include <string>

#include "report/status.h"

namespace muster {

std::string status_text(const StatusReport& report);
std::string status_json(const StatusReport& report);

}  // namespace muster
