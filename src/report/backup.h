// What a backup did, device by device; and how each stands.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backup/outcome.h"
#include "core/clock.h"
#include "core/error.h"
#include "wire/git/git.h"

namespace muster {

struct DeviceBackup {
  std::string site, name, host;  // host: its id
  std::string platform = {};     // "" = not known
  std::string path = {};         // of its configuration
  BackupOutcome outcome = BackupOutcome::skipped;
  std::string proof = {};  // why it is whole
  std::map<std::string, std::string> facts = {};
  size_t redacted = 0;
  Milliseconds took{0};
  std::optional<Error> trouble = {};

  std::string label() const { return site + "/" + name; }
};

// A line that the branch of new keys adds to known_hosts.
struct ProposedKey {
  std::string device;  // "berlin/sw1"; "" when no host has the address
  std::string host, type, fingerprint;
};

struct BackupReport {
  std::string job, run;  // job: "" of none
  Time started{}, finished{};
  bool dry_run = false;
  std::vector<DeviceBackup> devices;  // by label
  std::string branch;
  std::optional<ObjectId> commit;
  bool pushed = false;
  std::vector<std::string> new_keys;  // lines for known_hosts, proposed on `keys_branch`
  std::string keys_branch;
  std::string merge_request = {};  // what became of that of the keys
  Diagnostics notes;

  size_t count(BackupOutcome outcome) const;
  size_t failed() const;
};

struct ConfigImportReport {
  bool dry_run = false;
  size_t commits = 0, revisions = 0;
  std::vector<std::string> devices;   // "berlin/sw1", sorted
  std::vector<std::string> left_out;  // "sw9: no device is called so"
  std::string branch;
  std::optional<ObjectId> commit;  // the last one
};

// How a device stands: kept between runs.
struct DeviceStanding {
  std::string host, platform;
  Time tried{};
  std::optional<Time> last_good;
  std::string outcome;  // of the last try, as word(BackupOutcome)
  std::string message, why, fix;
  bool operator==(const DeviceStanding&) const = default;
};

struct JobStanding {
  Time due{};  // the occurrence that ran last, or was missed
  Time started{}, finished{};
  std::string outcome;  // "done", "partial", "failed", "missed"
  size_t changed = 0, unchanged = 0, failed = 0;
  bool operator==(const JobStanding&) const = default;
};

struct BackupStandings {
  std::map<std::string, DeviceStanding> devices;  // by "site/name"
  std::map<std::string, JobStanding> jobs;
};

// A job with its standing, for people.
struct JobView {
  std::string name, rhythm;  // "daily 02:00-06:00 Europe/Berlin"
  std::optional<JobStanding> last;
  std::optional<Time> next;
  bool due = false;
};

struct JobsReport {
  std::vector<JobView> jobs;
  std::map<std::string, DeviceStanding> devices;
  Time now{};
};

}  // namespace muster
