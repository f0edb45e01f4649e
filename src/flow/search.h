// muster search and muster show; and what discover keeps for them.
#pragma once
#include <optional>
#include <string>

#include "flow/workspace.h"
#include "report/known.h"

namespace muster {

// Records of sources, beside the host files. That they cannot be kept is a warning: they are known
// again after the next run.
void keep_records(const Workspace& workspace, const std::vector<Observation>& observations,
                  Time now, Diagnostics& trouble);

struct SearchOptions {
  std::string words;
  std::optional<std::string> where;  // only hosts that fit
  size_t most = 20;
};
FoundReport search(const Workspace& workspace, const View& view, const SearchOptions& options);

// Hosts by name, MAC or address, and what sources know of them. Error (exit 1) when there is none.
std::vector<KnownHost> what_is_known(const Workspace& workspace, const View& view,
                                     const std::string& question);

}  // namespace muster
