// Sessions as tapes: what was sent and what the screen then showed, redacted, one file a device,
// DIR/berlin.sw1.cli.json, so that a backup can be had again without the network.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "backup/redact/redact.h"
#include "backup/session/session.h"

namespace muster {

// `label`: "berlin/sw1". Of an answer that may hold a secret still nothing is kept.
std::string render_cli_tape(const std::vector<CliExchange>& exchanges, const std::string& banner,
                            const Redactor& redactor);
std::string cli_tape_path(const std::string& folder, const std::string& label);

// Says what the tape has after what was sent, in its order. Error when the file is damaged.
std::unique_ptr<SshTerminal> play_cli_tape(std::string_view text, const std::string& path);

}  // namespace muster
