// muster init --demo: the loop on an inventory made up for it.
#pragma once
#include "cli/command.h"

namespace muster::cli {

// In a new folder of the system's for temporary files, which stays. Nothing is on the network.
Exit run_demo(const Call& call);

}  // namespace muster::cli
