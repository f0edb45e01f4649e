// Internal to wire/ssh.
#pragma once
#include <memory>

#include "wire/ssh/ssh.h"

namespace muster {

std::unique_ptr<SshTerminal> open_ssh_terminal(const SshServer& server, Clock& clock,
                                               std::stop_token stop);

}  // namespace muster
