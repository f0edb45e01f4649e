#pragma once
#include <string>

#include "report/start.h"

namespace muster {

std::string start_text(const StartReport& report);
std::string start_json(const StartReport& report);

}  // namespace muster
