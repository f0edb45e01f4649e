// The windows of time in which reconcile writes: policy.windows.
#pragma once
#include <optional>

#include "config/config.h"

namespace muster {

// Why nothing may be written now, and when it may; nullopt: it may.
std::optional<Error> outside_windows(const Policy& policy, Time now);

}  // namespace muster
