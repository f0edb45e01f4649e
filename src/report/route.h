// Where hosts are plugged in: trees of stops, each told with the steps that lead on from it.
#pragma once
#include <vector>

#include "inventory/inventory.h"

namespace muster {

struct Stop;

struct Step {  // from a host to the port it is plugged in
  Attachment place;
  std::vector<Stop> next;  // the switch's own host file, where there is one
};

struct Stop {
  const HostFile* file = nullptr;
  bool told = false;  // its steps stand earlier in the same route
  std::vector<Step> steps;
  std::vector<Stop> node;  // of a guest: the hypervisor that it runs on, where it has a host file
};

}  // namespace muster
