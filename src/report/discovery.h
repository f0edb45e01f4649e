// What a run of discover saw, wrote and could not do.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "wire/git/git.h"

namespace muster {

struct SourceReport {
  std::string id, site;
  size_t facts = 0;
  std::map<std::string, size_t> dropped;  // reason → rows
  std::map<std::string, size_t> placed;   // rule → rows of forwarding tables
  Diagnostics trouble;
  bool doubtful = false;
  size_t records = 0;
  size_t dropped_rows() const;
  bool failed() const { return trouble.has_errors(); }
};

struct SiteReport {
  std::string site, branch;
  std::optional<ObjectId> commit;  // nullopt: nothing changed, or no commit was asked for
  size_t hosts = 0, fresh = 0, changed = 0, gone = 0;
  size_t approved = 0;             // by rules
  size_t records = 0;              // files of records written
  std::vector<std::string> paths;  // of files written
  std::string merge_request;       // "opened https://…", or why there is none; "" when not asked
};

struct DiscoverReport {
  std::string run;
  std::vector<SourceReport> sources;
  std::vector<SiteReport> sites;
  size_t collected = 0, written = 0;
  std::map<std::string, size_t> explained;
  long long unaccounted = 0;
  bool pushed = false;
  Diagnostics notes;

  // One failed, or its answer is doubtful.
  bool source_failed() const;
};

}  // namespace muster
