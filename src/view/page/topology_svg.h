// The topology as pictures: equal trees are equal bytes. Internal to the page.
#pragma once
#include <span>
#include <string>

#include "report/page/topology.h"

namespace muster::web {

// A <figure> a site. A switch is a card with a row a port; where there are too many rows to look at
// it is folded to its counts, and switches without others behind them stand in columns.
std::string topology_figures(std::span<const SiteTopology> sites);

}  // namespace muster::web
