// What is known: of a host by all sources, and what was found.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "inventory/host_file.h"
#include "report/history/history.h"
#include "search/knowledge.h"

namespace muster {

struct KnownBackup {  // of a device's configuration
  std::string path;
  Time time{};  // of the last change
};

struct KnownHost {
  const HostFile* file = nullptr;  // of the inventory that was asked
  std::vector<KnownRecord> records;
  std::vector<HistoryEntry> history;  // the last commits that changed it
  std::optional<KnownBackup> backup;
};

struct FoundReport {
  std::string words;
  SearchResult result;
  Diagnostics notes;
};

}  // namespace muster
