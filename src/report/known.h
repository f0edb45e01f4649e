// What is known: of a host by all sources, and what was found.
#pragma once
#include <string>
#include <vector>

#include "inventory/host_file.h"
#include "search/knowledge.h"

namespace muster {

struct KnownHost {
  const HostFile* file = nullptr;  // of the inventory that was asked
  std::vector<KnownRecord> records;
};

struct FoundReport {
  std::string words;
  SearchResult result;
};

}  // namespace muster
