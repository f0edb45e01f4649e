// Which host file a group of facts belongs to.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "correlate/identity/identity.h"
#include "model/host.h"

namespace muster {

struct Matching {
  std::vector<const Host*> hosts;            // per group; null for a host not known yet
  std::map<std::string, size_t> duplicates;  // id of another file of the same host → group
};

// Each group finds at most one file and each file at most one group: by the strong identities of
// the file, then by its MACs or by the id that the group's strongest identity gives. Where several
// files fit, an approved one goes first, then the oldest.
Matching match_hosts(std::span<const Group> groups, std::span<const Host* const> known);

// The id of a new host: from its strongest key, or, when that id is taken, from the key and a
// count.
std::string new_id(const std::string& key, std::set<std::string>& taken);

}  // namespace muster
