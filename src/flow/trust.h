// Whom a run sends secrets to.
#pragma once
#include <string>

#include "config/trust.h"
#include "flow/workspace.h"

namespace muster {

// What muster.yaml says alike at the base, in the user's own file, or in the one that MUSTER_TRUST
// names. The base is `base` or, when that is "", the remote's default branch. Everything where
// nobody else could have proposed a change: in a repository without a remote, and with a file named
// by --config that lies outside the repository.
// From here on `runner` keeps the variables that hold secrets from the programs it runs.
Trust trust_of(const Workspace& workspace, const Config& config, const std::string& base,
               bool allow_commands, Runner& runner);

}  // namespace muster
