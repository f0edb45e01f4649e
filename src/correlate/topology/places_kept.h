// What of the earlier places of a host still holds.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "correlate/topology/placement.h"

namespace muster {

// The places to write: `fresh`, and what of `before` a switch that did not answer to the end cannot
// take away: neither a place on it, nor, without `all_answered`, how sure another place was: a
// hypervisor or a DHCP server that is silent tells less of a port too. With `one_mac` a host that
// was found elsewhere on the same switch has left its old port there. A host that nobody learned
// now, or on no port that was told, stays where it was.
std::vector<Attachment> settle_places(std::span<const Attachment> before,
                                      std::vector<Attachment> fresh, const Placement& placement,
                                      const std::string& site, bool all_answered, bool one_mac);

}  // namespace muster
