// Of muster explain.
#pragma once
#include <string>

#include "report/explain.h"

namespace muster {

std::string explain_text(const HostExplanation& host);
std::string explain_json(const HostExplanation& host);

}  // namespace muster
