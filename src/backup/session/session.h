// Reading a command line safely. Pure over the bytes of a terminal: what a device says decides
// everything, and nothing is taken for whole that is not proven to be.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "backup/outcome.h"
#include "backup/platform/platform.h"
#include "core/secret.h"
#include "wire/ssh/ssh.h"

namespace muster {

// What was sent, secrets as "(scrubbed)", and what the screen then showed. It may hold the secrets
// of the device: redact it before it is kept.
struct CliExchange {
  std::string sent;
  std::string said;
};

struct SessionLimits {
  Milliseconds quiet{150};        // silence after which a prompt is one
  Milliseconds patience{20'000};  // silence after which nothing more is expected
  size_t bytes = 32 << 20;        // of one answer
};

struct CapturedConfig {
  std::string text;                          // of all commands, as the device said it, not redacted
  std::map<std::string, std::string> facts;  // uptime is its class (uptime.h)
  std::string prompt;
  std::string proof;  // why it is whole: "212 lines, ends in end"
};

// Logs in to the command line, captures and logs out. DeviceError says what went wrong, and never
// what stands in a configuration. `exchanges` grows as it goes, also when it fails.
CapturedConfig capture_config(SshTerminal& line, const Platform& platform, const Secret& enable,
                              const SessionLimits& limits, std::vector<CliExchange>& exchanges);

}  // namespace muster
