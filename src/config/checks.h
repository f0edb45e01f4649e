// What no single key can tell: references between sections, and pairs that exclude each other.
#pragma once
#include "config/config.h"

namespace muster::config_file {

void check_config(const Config& config, Diagnostics& trouble);

}  // namespace muster::config_file
