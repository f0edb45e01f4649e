// What a host seems to be: the first rule that fits proposes a classification for people to review.
#pragma once
#include "config/config.h"
#include "model/host.h"

namespace muster {

// Only classifications of the configuration are proposed, besides "unknown".
Proposal propose(const Observed& observed, const Config& config);

}  // namespace muster
