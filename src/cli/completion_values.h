// Values of flags and words, for the completion of shells.
#pragma once
#include <string>
#include <vector>

#include "cli/command.h"

namespace muster::cli {

// Of the kinds that `muster completion --help` names, sorted; only those that no shell could take
// for anything else. Error (exit 64) for another kind.
std::vector<std::string> completion_values(const Call& call, const std::string& kind);

}  // namespace muster::cli
