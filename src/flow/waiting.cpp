#include "flow/waiting.h"

#include <fmt/core.h>

#include "inventory/layout.h"

namespace muster {
namespace {

// The one that goes on from the other.
std::optional<ObjectId> branch_here_or_there(const Repo& repo, const std::string& branch) {
  const auto local = repo.resolve("refs/heads/" + branch);
  const auto remote = repo.remote();
  const auto there =
      remote ? repo.resolve(fmt::format("refs/remotes/{}/{}", *remote, branch)) : std::nullopt;
  if (!local || !there) return local ? local : there;
  return repo.descends(*there, *local) ? there : local;
}

}  // namespace

std::vector<ReviewBranch> review_branches(const Repo& repo, const Config& config) {
  constexpr size_t most_gap = 8;  // of branches that were merged and are no more
  std::vector<ReviewBranch> out;
  const auto add = [&](const std::string& site, const std::string& slug) {
    const std::string name = "muster/discover/" + slug;
    const auto tip = branch_here_or_there(repo, name);
    if (tip) out.push_back({site, name, *tip});
    return tip.has_value();
  };
  for (const auto& [site, about] : config.sites) {
    add(site, site);
    size_t gap = 0;
    for (size_t number = 2; gap < most_gap; ++number) {
      const std::string slug = fmt::format("{}-{}", site, number);
      gap = !config.sites.contains(slug) && add(site, slug) ? 0 : gap + 1;
    }
  }
  return out;
}

std::vector<ReviewBranch> waiting_branches(const Repo& repo, const Config& config,
                                           const std::optional<ObjectId>& head) {
  auto out = review_branches(repo, config);
  std::erase_if(out,
                [&](const ReviewBranch& one) { return head && repo.descends(*head, one.tip); });
  return out;
}

std::vector<WaitingHosts> waiting_hosts(const Workspace& workspace, const View& view) {
  const Repo& repo = workspace.repo;
  const auto head = view.commit ? view.commit : repo.resolve("HEAD");
  std::vector<WaitingHosts> out;
  for (const ReviewBranch& branch : waiting_branches(repo, view.config, head)) {
    WaitingHosts waiting{branch.name, 0};
    for (const TreeFile& file : repo.list(branch.tip, "hosts")) {
      const std::string id(host_id_in(file.path));
      if (!id.empty() && view.inventory.find(id) == nullptr) ++waiting.hosts;
    }
    if (waiting.hosts > 0) out.push_back(std::move(waiting));
  }
  return out;
}

}  // namespace muster
