// Rows of the table for what muster finds and never changes. Internal to schema.cpp.
#pragma once
#include <vector>

#include "target/netbox/schema.h"

namespace muster::netbox {

// Prerequisites, in the order of their creation: what stands alone, what is at a site or under
// something, and what addresses are in.
std::vector<Kind> bare_prerequisites();
std::vector<Kind> placed_prerequisites();
std::vector<Kind> addressing();
std::vector<Kind> looked_at();

}  // namespace muster::netbox
