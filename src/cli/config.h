#pragma once
#include "cli/command.h"

namespace muster::cli {

// Of `muster config show DEVICE`.
Exit show_device_config(const Call& call);

}  // namespace muster::cli
