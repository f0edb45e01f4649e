// What a record of a host or VM tells about what is on the network.
#pragma once
#include <string>
#include <vector>

#include "connector/map.h"
#include "model/facts.h"

namespace muster::connector {

struct RowFacts {
  std::vector<Fact> list;
  std::string left_out;  // why there is none; "" when there are some, or the record is of no host
};

// Only what proves which host it is, a MAC, a serial number or the number of a VM, makes a host;
// a row that is stale shows nothing.
RowFacts facts_of(const Row& row, const std::string& platform, const std::string& source);

}  // namespace muster::connector
