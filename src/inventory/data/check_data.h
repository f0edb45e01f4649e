// What targets would stumble over or get too little of, host by host: the report before NetBox.
#pragma once
#include "config/config.h"
#include "core/error.h"
#include "inventory/inventory.h"

namespace muster {

// Of hosts that are present, not rejected, and become something: mistakes of approved ones are
// errors, of others warnings. What check_inventory() tells is not told again.
void check_data(const Inventory& inventory, const Config& config, Diagnostics& trouble);

}  // namespace muster
