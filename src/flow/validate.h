// muster validate: the configuration, the rules and every host file, in one round.
#pragma once
#include "flow/workspace.h"
#include "report/validation.h"

namespace muster {

enum class Depth {
  shape,  // what is written wrongly, or cannot be true together
  data,   // also what targets would get too little of, and what only a person settles
};

// Host files are read also when the configuration is wrong; rules across them need it. `base`: also
// who decided what `commit`, or HEAD, brings to it (flow/approvals).
Validation validate(const Workspace& workspace, const std::optional<ObjectId>& commit,
                    const std::optional<ObjectId>& base = std::nullopt, Depth depth = Depth::shape);

}  // namespace muster
