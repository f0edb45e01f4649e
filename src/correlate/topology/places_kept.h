// What of the earlier places of a host still holds.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "correlate/host/memory.h"
#include "correlate/topology/placement.h"

namespace muster {

struct Vantage {  // how well the places of a host could be seen
  const Placement& placement;
  const std::string& site;
  bool all_answered = false;  // every source of the site
  bool one_mac = false;       // of the host
};

// The places to write. A move is told by positive evidence: a port that is no way to another switch
// learned the host, and the old one did not. A host that nobody learned, or only ports between
// switches, stays where it was; one that is seen behind something unpolled alone has moved there
// after days. A switch that did not answer to the end takes no place away; one that is no more
// keeps none. How sure a place is, and why, follows what speaks for or against it at once, and what
// is silent only after as long as the memory says.
std::vector<Attachment> settle_places(std::span<const Attachment> before,
                                      std::vector<Attachment> fresh, const Vantage& vantage,
                                      Memory& memory);

}  // namespace muster
