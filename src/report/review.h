// What a review branch would bring into the branch it is merged into.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "inventory/inventory.h"
#include "report/history/conflicts.h"

namespace muster {

struct ReviewedHost {
  std::shared_ptr<const HostFile> before, after;  // before: nullptr for a new host

  bool fresh() const { return before == nullptr; }
  bool gone() const;  // present before, gone after
};

struct ReviewedRecord {
  std::string path;
  std::string what;  // "new", "changed", "removed"
};

struct Review {
  std::string site, branch;
  ObjectId head;                       // of the branch
  std::vector<ReviewedHost> hosts;     // by path; those that are equal are left out
  std::vector<std::string> not_heard;  // sources of the site that failed or are doubtful, and why
  std::vector<ReviewedRecord> records = {};  // files of records, by path
  std::vector<Conflict> conflicts = {};      // of these hosts

  size_t fresh() const, changed() const, gone() const;
  size_t to_decide() const;  // pending
};

// What of site `site` differs between two trees.
std::vector<ReviewedHost> differing(const Inventory& before, const Inventory& after,
                                    const std::string& site);

}  // namespace muster
