// muster review: many hosts as one text, a line a host, in the person's own editor.
#pragma once
#include <functional>
#include <string>

#include "flow/bulk/decide.h"

namespace muster {

// Lets a person edit a file; Error when the editor fails.
using Editor = std::function<void(const std::string& path)>;

// The hosts of `decision.choice`, all that are pending without one. Lines may be sorted and taken
// out: what is not there stays as it is. A line with a mistake brings the text back with the
// mistake above it; a text that comes back as it was with its mistakes ends this with an Error, and
// stays where the error says. `decision` says how the edits land.
DecisionReport review_hosts(Workspace& workspace, Decision decision, const Editor& edit,
                            Runner& runner, std::stop_token stop);

// The editor that git would take (git-var(1), GIT_EDITOR), with the terminal.
Editor editor_of(const Workspace& workspace, Runner& runner);

}  // namespace muster
