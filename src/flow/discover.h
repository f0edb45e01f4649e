// muster discover: ask the sources, correlate, write host files to a branch a site.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "model/oui.h"
#include "report/discovery.h"
#include "wire/wires.h"

namespace muster {

struct DiscoverOptions {
  std::vector<std::string> sites;    // empty: all
  std::vector<std::string> sources;  // empty: all enabled
  std::string base;                  // --base REF: sources as muster.yaml there has them
  std::string branch;                // one branch for all sites instead of muster/discover/<site>
  // Sources whose answer holds although it is doubtful, or that are no more: by name or id.
  std::vector<std::string> accept_shrink;
  std::vector<std::string> renamed_sites;  // "OLD=NEW": hosts of OLD are of NEW from now on
  // On a branch, the rest on further ones; 0: on one, whatever their number; none:
  // policy.max_hosts.
  std::optional<size_t> most_hosts = 0;
  bool worktree = false;  // write files, commit nothing
  bool dry_run = false;   // say what would change, write nothing
  bool push = false;
  bool replay = false;                      // the wires answer from tapes: no secret is needed
  bool allow_commands = false;              // secrets by command from the repository's file
  std::string vendors = vendor_registries;  // where the IEEE registries lie
};

DiscoverReport discover(Workspace& workspace, const DiscoverOptions& options, Wires& wires,
                        std::stop_token stop);

}  // namespace muster
