// What a device whose platform is not known says by itself.
#pragma once
#include <string>

#include "backup/session/session.h"

namespace muster {

// Begins a shell and listens up to what looks like a prompt, or until the device has been silent
// for long. Nothing is ever sent to it but one Enter, when it says nothing that a prompt ends in
// and asks nothing that Enter would be an answer to.
std::string greeting_of(SshTerminal& line, const SessionLimits& limits);

}  // namespace muster
