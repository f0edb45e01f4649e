// What a host seems to be: the first rule that fits proposes a classification for people to review.
#pragma once
#include <set>
#include <string>

#include "config/config.h"
#include "model/host.h"

namespace muster {

// Only classifications of the configuration are proposed, besides "unknown". `roles`: what switches
// and neighbours tell of it (Places::roles).
Proposal propose(const Observed& observed, const std::set<std::string>& roles,
                 const Config& config);

// Whether a role made the proposal.
bool by_role(const Proposal& proposal);

}  // namespace muster
