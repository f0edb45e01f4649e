// Mistakes and failures as JSON; as text they are rendered by core/error.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/error.h"

namespace muster {

nlohmann::json errors_list(const Diagnostics& diagnostics);

// What --json prints instead of a result.
std::string failure_json(const Diagnostics& errors, Exit exit);
// Of muster validate: `hosts` files are valid.
std::string valid_json(size_t hosts, const Diagnostics& warnings);

}  // namespace muster
