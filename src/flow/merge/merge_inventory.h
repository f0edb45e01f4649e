// Two commits of an inventory made one: host files host by host, everything else as Git does it.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"
#include "inventory/merge/merge_host.h"
#include "wire/git/git.h"

namespace muster {

struct MergedInventory {
  ObjectId commit;
  bool by_git = true;  // Git alone, and so a forge, comes to the same
  Diagnostics told;    // where both sides decided otherwise: what stands is that of `theirs`
};

// A merge commit of `theirs` into `ours`; no ref is moved. What did not stand is named in its
// message. Error only where a shallow clone ends before the two meet, or Git itself fails.
MergedInventory merge_inventory(Repo& repo, const ObjectId& ours, const ObjectId& theirs,
                                const std::string& subject, Time now);

// What stands in the way of such a merge; nothing is written.
struct MergeTrouble {
  bool related = true;  // the two have a commit in common
  std::vector<HostClash> clashes;
  std::vector<std::string> paths;  // where Git alone, and so a forge, does not know what to take

  bool none() const { return related && clashes.empty() && paths.empty(); }
};
MergeTrouble merge_trouble(const Repo& repo, const ObjectId& ours, const ObjectId& theirs);

}  // namespace muster
