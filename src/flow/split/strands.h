// The branches that take the hosts of one site: the first, and as many more as a merge request of a
// bounded size asks for. A host stays on the branch that has it until that is merged.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "flow/branch.h"
#include "flow/workspace.h"

namespace muster {

struct Strand {
  BranchTip tip;
  std::shared_ptr<const Inventory> inventory;  // of tip.parent
  size_t held = 0;                             // host files that it has otherwise than the base
};

struct Strands {
  std::vector<Strand> all;                     // never empty
  std::shared_ptr<const Inventory> inventory;  // the base, and over it what each of them says
  std::map<std::string, size_t, std::less<>> holder;  // path → the one that has it otherwise
};

// Opens branches of one name: `branch`, `branch`-2, `branch`-3, passing over `others`, which are of
// other sites.
class StrandLoader {
 public:
  StrandLoader(Workspace& workspace, std::string branch, std::set<std::string> others,
               ObjectId base, Time now, Diagnostics& trouble);

  // Those that are there; the first whether it is or not.
  Strands load();
  // One more, behind the last.
  Strand next();

 private:
  std::string name_of_next();
  Strand open(const std::string& name);
  bool there(const std::string& name) const;

  Workspace& workspace_;
  std::string branch_;
  std::set<std::string> others_;
  ObjectId base_;
  Time now_;
  Diagnostics& trouble_;
  size_t number_ = 1;  // of the last one named
};

// What each strand gets, at its place: a change of a file goes to its holder; another to the first
// that holds fewer than `most` files, and to a new one where all are full. `most` 0: to the first.
std::vector<std::vector<FileChange>> shared_out(Strands& strands,
                                                const std::vector<FileChange>& changes, size_t most,
                                                StrandLoader& loader);

}  // namespace muster
