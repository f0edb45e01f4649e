// How the backup of one device ended. What is no success says why, and nothing of it is kept.
#pragma once
#include <string_view>

#include "core/error.h"

namespace muster {

enum class BackupOutcome {
  unchanged,
  changed,
  incomplete,  // it did not come to its end, or lacks what a whole one has
  shrunk,      // far shorter than the last good one
  closed,      // the device hung up
  unreachable,
  refused,  // the login
  second_factor,
  expired,  // the password
  key_unknown,
  key_changed,
  no_algorithm,  // in common
  no_prompt,
  denied,  // the user may not
  late,
  suspect,  // something like a secret is left in it
  unknown_platform,
  no_credential,
  no_address,
  skipped,  // not begun before the end of its window or deadline
  failed,
};
std::string_view word(BackupOutcome outcome);
constexpr bool good(BackupOutcome outcome) {
  return outcome == BackupOutcome::unchanged || outcome == BackupOutcome::changed;
}

struct DeviceError : Error {
  DeviceError(BackupOutcome how, Error error) : Error(std::move(error)), outcome(how) {}
  BackupOutcome outcome;
};

}  // namespace muster
