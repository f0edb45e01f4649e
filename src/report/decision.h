// What muster approve, reject and classify did.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "wire/git/git.h"

namespace muster {

struct DecisionReport {
  std::string key, value;  // "approval", "approved"
  bool dry_run = false;
  size_t chosen = 0;
  std::vector<std::string> changed;   // paths
  std::vector<std::string> nameless;  // paths left alone: an approved host needs a name
  std::optional<ObjectId> commit;
};

}  // namespace muster
