// Which of several addresses stands for a host.
#pragma once
#include <vector>

#include "correlate/identity/identity.h"
#include "model/host.h"

namespace muster {

// For each family of which `now` has several addresses one: a static lease's; else the one that
// stood for the host before, as long as it is listed; else the one that most sources tell, then the
// lowest.
std::vector<Cidr> choose_primary(const Observed& before, const Observed& now, const Group& group);

}  // namespace muster
