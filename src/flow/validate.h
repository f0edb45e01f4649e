// muster validate: the configuration, the rules and every host file, in one round.
#pragma once
#include "flow/workspace.h"
#include "report/validation.h"

namespace muster {

// Host files are read also when the configuration is wrong; rules across them need it.
Validation validate(const Workspace& workspace, const std::optional<ObjectId>& commit);

}  // namespace muster
