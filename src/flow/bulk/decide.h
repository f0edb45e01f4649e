// What people decide of many hosts at once: values in their block of each chosen host file.
#pragma once
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/bulk/choose.h"
#include "flow/workspace.h"
#include "inventory/edit/settings.h"
#include "report/decision.h"

namespace muster {

struct Decision {
  HostChoice choice;
  std::function<std::vector<Setting>(const HostFile& file)> settings;  // of each chosen host
  std::map<std::string, ObjectId> seen;  // of hosts by id: the blob that was decided on
  std::string subject;                   // of the commit: "approve"
  std::string what;                      // as people are told: "approval: approved"
  bool checked = false;  // refuse what would make the inventory invalid that was not before
  bool yes = false;      // more than `most_unasked` hosts are meant
  bool dry_run = false;
  bool commit = false;
  bool push = false;
  std::string reason;  // trailer Muster-Reason
};

inline constexpr size_t most_unasked = 1'000;

// The same of every host.
std::function<std::vector<Setting>(const HostFile&)> always(std::vector<Setting> settings);

// Edits files of the work tree. Nothing is written when a host is not found, the count is not as
// expected, or, with `commit`, a file to be changed has uncommitted changes.
DecisionReport decide(Workspace& workspace, const Decision& decision, Runner& runner,
                      std::stop_token stop = {});

// What is to be written is worth it: error (exit 64) when nothing is chosen, (exit 4) when it is
// more than `most_unasked` and nobody said that this is meant.
void require_meant(size_t chosen, bool yes, bool dry_run);

}  // namespace muster
