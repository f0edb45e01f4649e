// muster search, muster show and ls --all; and what discover keeps for them.
#pragma once
#include <optional>
#include <stop_token>
#include <string>

#include "flow/workspace.h"
#include "report/known.h"
#include "wire/program/run.h"

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
// Over hosts, records and kept configurations; what of these cannot be read is a note.
FoundReport search(const Workspace& workspace, const View& view, const SearchOptions& options,
                   Runner& runner);

// Hosts by name, MAC or address, and all that is known of them. Error (exit 1) when there is none.
std::vector<KnownHost> what_is_known(const Workspace& workspace, const View& view,
                                     const std::string& question, Time now, Runner& runner,
                                     std::stop_token stop);

// Records by kind, source and id.
std::vector<KnownRecord> all_records(const Workspace& workspace, const View& view, Time now,
                                     size_t most);

}  // namespace muster
