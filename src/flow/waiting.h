// Review branches of discover, here or on the remote as far as it was fetched.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flow/workspace.h"

namespace muster {

struct ReviewBranch {
  std::string site;
  std::string name;  // "muster/discover/berlin", "muster/discover/berlin-2"
  ObjectId tip;
};

// By site, the further ones of a site behind its first.
std::vector<ReviewBranch> review_branches(const Repo& repo, const Config& config);
// Those of them with commits that `head` has not.
std::vector<ReviewBranch> waiting_branches(const Repo& repo, const Config& config,
                                           const std::optional<ObjectId>& head);

// A waiting branch with hosts that are not in `view`.
struct WaitingHosts {
  std::string branch;
  size_t hosts = 0;
};
std::vector<WaitingHosts> waiting_hosts(const Workspace& workspace, const View& view);

}  // namespace muster
