// muster review --interactive: one host after another.
#pragma once
#include <iosfwd>

#include "flow/bulk/decide.h"

namespace muster {

struct Conversation {
  std::istream& in;   // a line an answer, of which the first letter counts
  std::ostream& out;  // what is asked
};

// What was answered is written at the end, also when the person ends it before the last host.
DecisionReport review_by_keys(Workspace& workspace, Decision decision, Conversation talk,
                              Runner& runner, std::stop_token stop);

}  // namespace muster
