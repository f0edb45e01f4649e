// What a connector is, and what a source told when it was tried out.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "model/record.h"

namespace muster {

struct ConnectorEntry {
  std::string name, about;
  std::string file;       // in the repository; "" of one that comes with muster
  bool replaces = false;  // one that comes with muster has the same name
  std::string wrong;      // why it cannot be read; "" when it can
};

struct ConnectorRun {
  std::string source;
  std::string answer;  // "whole", "doubtful", "partial", "none"
  std::vector<Record> records;
  size_t facts = 0;  // rows that make hosts
  std::map<std::string, size_t> dropped;
  Diagnostics trouble;
};

}  // namespace muster
