// One device: logged in to, captured, redacted, judged. Called from several threads at once.
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "config/secret_ref.h"
#include "flow/backup/configs.h"
#include "flow/backup/devices.h"
#include "wire/wires.h"

namespace muster {

// How a login went elsewhere: one that several devices in a row refuse is tried on no further one,
// so that no account is locked.
class LoginRecord {
 public:
  bool spent(const std::string& credential) const;
  void note(const std::string& credential, bool refused);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> refused_;  // in a row
};

struct CaptureContext {
  const BackupOptions& options;
  const BackupPolicy& policy;
  const Platforms& platforms;
  const std::map<std::string, Secrets>& secrets;  // by credential
  const ConfigsRepo& kept;
  const std::map<ObjectId, std::string>& texts;  // of what is kept, by blob
  Secret key;
  std::string known_hosts;  // file
  LoginRecord& logins;
};

struct CapturedDevice {
  DeviceBackup report;
  std::optional<std::string> text;   // redacted; set when it is to be kept
  std::optional<std::string> plain;  // the same with its secrets, where recipients may read it
  std::optional<KeptFacts> facts;
  std::string new_key;  // line for known_hosts of a device that is not in it
};

CapturedDevice capture_device(const BackupDevice& device, const CaptureContext& context,
                              Wires& wires, std::stop_token stop);

}  // namespace muster
