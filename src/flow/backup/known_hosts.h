// Host keys of devices that are new, proposed for review: never taken by themselves.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "forge/forge.h"
#include "report/backup.h"

namespace muster {

inline constexpr const char* known_hosts_path = "known_hosts";
inline constexpr const char* known_hosts_branch = "muster/known-hosts";

// A commit on muster/known-hosts that adds the lines to the known_hosts of the default branch;
// false when the branch has them all.
bool propose_keys(Repo& repo, const std::vector<std::string>& lines, Time now);

// How it is written, so that flow renders nothing itself.
struct KeysWords {
  std::string (*title)(const std::vector<ProposedKey>& keys);
  std::string (*body)(const std::vector<ProposedKey>& keys, size_t budget);
  std::string (*into)(const std::string& body, const std::string& ours);
};

// Opens or updates a merge request for what the branch adds to known_hosts; none for 14 days after
// people closed one. What was done, and what the forge refused, is told in the report.
void offer_keys(Workspace& workspace, BackupReport& report, Forge& forge, ForgeKind kind,
                const KeysWords& words, Time now, std::stop_token stop);

}  // namespace muster
