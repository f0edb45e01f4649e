// Facts to hosts. Pure: the same facts in any order, with the same inventory, give the same hosts.
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/clock.h"
#include "correlate/host/sightings.h"
#include "model/host_refs.h"
#include "model/observation.h"
#include "model/oui.h"

namespace muster {

struct Correlation {
  std::vector<Host> hosts;  // every host to be in the tree of the sites seen: known and new, by id
  Sightings sightings;      // updated
  size_t collected = 0;     // rows received from all sources
  size_t written = 0;       // facts that stand in a host
  std::map<std::string, size_t> explained;  // reason → facts left out on purpose
  // collected − written − Σ explained; anything but 0 is a defect and is printed as such.
  long long unaccounted() const;
};

// `known` are the hosts of the inventory. Sites without an observation are left alone: their hosts
// are not among the result, their sightings stay. A host keeps id, first_seen and people's block.
// It is `gone` only when every source that used to see it answered completely and without it on as
// many days as policy.gone_after has, by `sightings`. `forgotten` are sources that a person said
// are no more.
Correlation correlate(std::span<const Observation> observations, const HostRefs& known,
                      const Sightings& sightings, const Config& config, const OuiTable& vendors,
                      Day today, const std::set<std::string>& forgotten = {});

}  // namespace muster
