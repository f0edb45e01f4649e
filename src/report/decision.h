// What a command of people's did to host files.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wire/git/git.h"

namespace muster {

struct DecisionReport {
  std::string what;  // "approval: approved"
  bool dry_run = false;
  bool values = false;                      // they were set; else files were made or removed
  size_t chosen = 0;                        // hosts
  std::vector<std::string> changed;         // paths
  std::vector<std::string> nameless;        // paths left alone: an approved host needs a name
  std::vector<std::string> stale;           // paths left alone: changed since they were looked at
  std::vector<std::string> protected_ones;  // paths left alone: protect stands in them
  std::vector<std::string> lost;            // ids of a list that no file has
  std::map<std::string, size_t> before;     // of a new rule: hosts that rules before it decide
  std::optional<ObjectId> commit;
  std::string pushed;  // "origin/main"; "": not pushed
};

}  // namespace muster
