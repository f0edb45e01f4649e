// What rules make of hosts (config/rules.h).
#pragma once
#include <vector>

#include "config/rules.h"
#include "model/host.h"

namespace muster {

// A rule that fits a host, and why.
struct Hit {
  const Rule* rule;
  std::vector<std::string> because;
};

// The rules with a configured classification that fit what was observed, in order: the first
// decides. A rule whose regular expression takes too long does not fit. `most`: so many are enough.
std::vector<Hit> fitting_rules(const std::string& id, const Observed& observed,
                               const Config& config, size_t most);

// What the first that fits says, but for its approval, which is the caller's to decide; "unknown"
// when none does.
Proposal propose(const std::string& id, const Observed& observed, const Config& config);

// The approval that a rule decides for the host whose proposal is made; nullopt: none does.
// A person's word stands: one who changed the classification, or took a decision of a rule back.
// Nothing is approved that has no name, or that a reviewer should look at. `before`: as the file
// has the host, nullptr when it is new.
std::optional<Approval> decided_approval(const Host& host, const Host* before,
                                         const Config& config);

}  // namespace muster
