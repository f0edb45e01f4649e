// What the last apply to a target did.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "wire/git/git.h"

namespace muster {

struct ApplyRecord {
  std::string target;
  Time time;                           // when it ended
  ObjectId inventory;                  // the commit that was applied
  bool complete = false;               // everything done, and read again
  std::map<std::string, size_t> done;  // operation → count: "create", "update"
  size_t failed = 0, skipped = 0;
  std::vector<std::string> reasons;  // of the first failures
};

}  // namespace muster
