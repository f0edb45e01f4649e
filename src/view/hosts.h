// Hosts one a line, for muster ls.
#pragma once
#include <span>
#include <string>

#include "inventory/inventory.h"
#include "view/view.h"

namespace muster {

std::string hosts_text(std::span<const HostFile* const> hosts, const Style& style);
std::string hosts_json(std::span<const HostFile* const> hosts);

}  // namespace muster
