// The review branches of discover as merge requests: one a branch, updated in place.
#pragma once
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "forge/forge.h"
#include "report/discovery.h"
#include "report/review.h"

namespace muster {

// How reviews are written, so that flow renders nothing itself.
struct ReviewWords {
  std::string (*title)(const Review& review);
  std::string (*body)(const Review& review, size_t budget,
                      const std::function<std::string(const std::string& path)>& link);
  std::string (*into)(const std::string& body, const std::string& ours);
};

// Opens or updates a merge request for every branch of the report that brings something. None is
// opened for a branch that brings nothing, whose last one people closed in the last 14 days, or
// beyond policy.max_merge_requests open ones. What was done, and what the forge refused, is told in
// the report.
void offer_reviews(Workspace& workspace, DiscoverReport& report, Forge& forge, ForgeKind kind,
                   const ReviewWords& words, Time now, std::stop_token stop);

}  // namespace muster
