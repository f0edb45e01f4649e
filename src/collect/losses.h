// Rows that came and could not be understood: no failure, but when there are many of them a person
// should know that a source is not what muster takes it for.
#pragma once
#include <string>

#include "model/observation.h"

namespace muster {

// A warning when more than a tenth of `all` rows is `lost`.
void warn_of_losses(const std::string& source, size_t lost, size_t all, Diagnostics& trouble);
// The same by the reasons that rows of `seen` were left out for.
void warn_of_losses(Observation& seen);

}  // namespace muster
