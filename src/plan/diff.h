// desired − actual = operations. Pure.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "plan/resource.h"

namespace muster {

enum class Prune { none, retire, remove };  // --prune none|retire|delete

// Why a host is not desired, and what may be done about it.
struct Standing {
  std::string why;             // "file removed in 1c22f0a", "approval is rejected", "gone"
  bool known_at_base = false;  // a host file had this id at the last applied commit
  bool protect = false;        // said at HEAD or at the base commit
  bool release = false;        // what there is of it is no longer ours
};

struct DiffInput {
  std::string target;
  std::span<const Resource> desired;
  const Snapshot& actual;
  // What the inventory wanted at the last applied commit; nullptr: not known, so the diff is
  // two-way: no cause but repo, nothing cleared, retired or deleted.
  const std::vector<Resource>* base = nullptr;
  // What an apply that did not end wanted: what it wrote is not somebody else's. nullptr: there is
  // none, or it ended.
  const std::vector<Resource>* begun = nullptr;
  std::span<const KindTraits> kinds;
  std::map<std::string, Standing> absent;  // by host id, for hosts that own actual resources
  Prune prune = Prune::retire;
  std::chrono::days grace{30};
  Time now{};
};

// Creations and updates in the order of `kinds`, then deletions in reverse, then keeps; within a
// kind by site, label and key. A desired resource whose natural key a foreign object holds is a
// keep ("collision: …"), and so are its dependants.
std::vector<Operation> diff(const DiffInput& input);

// Deletions that would take along what is not muster's become keeps, unless that is `allowed`.
void hold_back(std::vector<Operation>& operations, bool allowed);

}  // namespace muster
