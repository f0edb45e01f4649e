// What discover found, on the branches of the sites or in the work tree.
#pragma once
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "flow/discover.h"
#include "flow/split/strands.h"
#include "inventory/records/record_file.h"
#include "model/host_refs.h"

namespace muster {

// Sites whose hosts go to one branch, and the inventory they go on from.
struct SiteGroup {
  std::string branch;
  std::set<std::string> sites;
  std::shared_ptr<const Inventory> inventory = {};
  std::unique_ptr<StrandLoader> loader = {};  // none: the work tree
  Strands strands = {};
};

// Commits to each branch what of `hosts` and of the records is its own, and adds to the report what
// became of it.
void write_sites(std::vector<SiteGroup>& groups, Workspace& workspace,
                 const DiscoverOptions& options, const HostRefs& hosts,
                 const RecordPlanning& records, DiscoverReport& report, Time now);

}  // namespace muster
