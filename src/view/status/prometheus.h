// muster status as metrics, in the text format of Prometheus, for the textfile collector.
#pragma once
#include <string>

#include "report/status.h"

namespace muster {

std::string status_metrics(const StatusReport& report);

}  // namespace muster
