// What only a person settles, with the commands that do.
#pragma once
#include <string>
#include <vector>

namespace muster {

struct Conflict {
  std::string kind;  // "name-conflict", "collision"
  std::string id, name, path;
  std::string what;                   // in a sentence
  std::vector<std::string> commands;  // one of these
};

}  // namespace muster
