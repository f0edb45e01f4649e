// muster discover: ask the sources, correlate, write host files to a branch a site.
#pragma once
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "wire/wires.h"

namespace muster {

struct DiscoverOptions {
  std::vector<std::string> sites;    // empty: all
  std::vector<std::string> sources;  // empty: all enabled
  std::string branch;                // one branch for all sites instead of muster/discover/<site>
  bool worktree = false;             // write files, commit nothing
  bool dry_run = false;              // say what would change, write nothing
  bool push = false;
  bool replay = false;                           // the wires answer from tapes: no secret is needed
  bool allow_commands = false;                   // secrets by command from the repository's file
  std::string vendors = "/usr/share/ieee-data";  // where the IEEE registries lie
};

struct SourceReport {
  std::string id, site;
  size_t facts = 0;
  std::map<std::string, size_t> dropped;  // reason → rows
  std::map<std::string, size_t> placed;   // rule → rows of forwarding tables
  Diagnostics trouble;
  size_t dropped_rows() const;
  bool failed() const { return trouble.has_errors(); }
};

struct SiteReport {
  std::string site, branch;
  std::optional<ObjectId> commit;  // nullopt: nothing changed, or no commit was asked for
  size_t hosts = 0, fresh = 0, changed = 0, gone = 0;
  std::vector<std::string> paths;  // of files written
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

  bool source_failed() const;
};

DiscoverReport discover(Workspace& workspace, const DiscoverOptions& options, Wires& wires,
                        std::stop_token stop);

nlohmann::json to_json(const DiscoverReport& report);
std::string render(const DiscoverReport& report);

}  // namespace muster
