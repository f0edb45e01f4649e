// muster config log, show, diff and restore: what is kept of a device.
#pragma once
#include <string>
#include <vector>

#include "backup/store/difference.h"
#include "flow/backup/configs.h"

namespace muster {

struct ConfigHistory {
  std::string path, device;
  std::vector<Revision> revisions;  // youngest first
};
ConfigHistory config_history(const Workspace& workspace, const std::string& device, size_t most,
                             Runner& runner);

// A revision is a commit of the branch, as a hash or its beginning; a day, as it was at its end; or
// ~N, N changes ago. "" is the last one. Error (exit 64) for one that there is not.
struct KeptConfig {
  std::string path, commit, text;
  Time time{};
};
KeptConfig config_revision(const Workspace& workspace, const std::string& device,
                           const std::string& revision, Runner& runner);

struct ConfigDiff {
  KeptConfig before, after;
  std::vector<ConfigChange> changes;
};
// `from` "": the change before `to`.
ConfigDiff config_diff(const Workspace& workspace, const std::string& device,
                       const std::string& from, const std::string& to, Runner& runner);

// What a person pastes: nothing is sent to a device.
struct RestoreText {
  KeptConfig of;
  struct Place {
    size_t line = 0;
    std::string text;
  };
  std::vector<Place> redacted;  // lines that have to be completed by hand
};
RestoreText config_restore(const Workspace& workspace, const std::string& device,
                           const std::string& revision, Runner& runner);

}  // namespace muster
