#include "backup/outcome.h"

namespace muster {

std::string_view word(BackupOutcome outcome) {
  switch (outcome) {
    case BackupOutcome::unchanged:
      return "unchanged";
    case BackupOutcome::changed:
      return "changed";
    case BackupOutcome::incomplete:
      return "incomplete";
    case BackupOutcome::shrunk:
      return "shrunk";
    case BackupOutcome::closed:
      return "closed";
    case BackupOutcome::unreachable:
      return "unreachable";
    case BackupOutcome::refused:
      return "login-refused";
    case BackupOutcome::second_factor:
      return "second-factor";
    case BackupOutcome::expired:
      return "password-expired";
    case BackupOutcome::key_unknown:
      return "host-key-unknown";
    case BackupOutcome::key_changed:
      return "host-key-changed";
    case BackupOutcome::no_algorithm:
      return "no-common-algorithm";
    case BackupOutcome::no_prompt:
      return "prompt-not-found";
    case BackupOutcome::denied:
      return "denied";
    case BackupOutcome::late:
      return "deadline";
    case BackupOutcome::suspect:
      return "redaction-suspect";
    case BackupOutcome::unknown_platform:
      return "platform-unknown";
    case BackupOutcome::no_credential:
      return "no-credential";
    case BackupOutcome::no_address:
      return "no-address";
    case BackupOutcome::skipped:
      return "skipped";
    case BackupOutcome::failed:
      return "failed";
  }
  return "failed";
}

}  // namespace muster
