// Which devices are backed up, and how each is reached.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "backup/platform/platform.h"
#include "config/trust.h"
#include "flow/backup/backup.h"

namespace muster {

struct BackupDevice {
  DeviceBackup report;
  std::string address;
  const Platform* platform = nullptr;  // nullptr: the banner has to tell
  const CredentialConfig* credential = nullptr;
  std::optional<DeviceError> trouble;  // why it is not even tried
};

// Approved hosts that are there, of classifications with `backup`, that the options choose; by site
// and name. Error (exit 64) when nothing is chosen.
std::vector<BackupDevice> choose_devices(const View& view, const BackupOptions& options,
                                         const Platforms& platforms);

// The inventory's platforms/ at a commit, over those that come with muster. What is wrong with one
// is told, and it is left out.
Platforms load_platforms(const Repo& repo, const std::optional<ObjectId>& commit,
                         Diagnostics& trouble);

}  // namespace muster
