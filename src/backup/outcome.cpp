#include "backup/outcome.h"

#include <array>

namespace muster {

std::string_view word(BackupOutcome outcome) {
  // In the order of the enumeration.
  static constexpr std::array<std::string_view, 21> words{"unchanged",
                                                          "changed",
                                                          "incomplete",
                                                          "shrunk",
                                                          "closed",
                                                          "unreachable",
                                                          "login-refused",
                                                          "second-factor",
                                                          "password-expired",
                                                          "host-key-unknown",
                                                          "host-key-changed",
                                                          "no-common-algorithm",
                                                          "prompt-not-found",
                                                          "denied",
                                                          "deadline",
                                                          "redaction-suspect",
                                                          "platform-unknown",
                                                          "no-credential",
                                                          "no-address",
                                                          "skipped",
                                                          "failed"};
  return words.at(static_cast<size_t>(outcome));
}

}  // namespace muster
