#include "flow/status.h"

#include "flow/sightings_branch.h"

namespace muster {
namespace {

// The youngest commit with the trailer Muster-Run on HEAD or on a discover branch.
std::optional<CommitSummary> last_discover(const Workspace& workspace, const Config& config) {
  constexpr int look_back = 500;
  std::vector<std::string> tips{"HEAD"};
  for (const auto& [slug, site] : config.sites)
    tips.push_back("refs/heads/muster/discover/" + slug);
  std::optional<CommitSummary> last;
  for (const std::string& name : tips) {
    const auto tip = workspace.repo.resolve(name);
    if (!tip) continue;
    int seen = 0;
    workspace.repo.walk(*tip, [&](const CommitSummary& commit) {
      if (!commit.trailers.contains("Muster-Run")) return ++seen < look_back;
      if (!last || last->time < commit.time) last = commit;
      return false;
    });
  }
  return last;
}

}  // namespace

StatusReport status(const Workspace& workspace, const View& view) {
  StatusReport report;
  report.commit = view.commit.value_or("");
  for (const auto& [slug, site] : view.config.sites) report.sites[slug];
  for (const auto& file : view.inventory.files) {
    SiteCount& site = report.sites[effective_site(file->host)];
    ++site.hosts;
    ++site.states[std::string(word(effective_state(file->host)))];
    ++site.approvals[std::string(word(file->host.approval))];
    ++site.classifications[file->host.classification];
    if (!file->host.observed.attention.empty()) ++site.attention;
  }
  report.discovered = last_discover(workspace, view.config);
  for (const TargetConfig& target : view.config.targets) {
    const auto commit = workspace.repo.resolve("refs/muster/applied/" + target.name);
    report.applied[target.name];
    if (commit) report.applied[target.name] = workspace.repo.commit(*commit);
  }
  const Health health = read_sightings(workspace.repo).health;
  for (const SourceConfig& source : view.config.sources) {
    const auto found = health.find(source.id());
    if (found != health.end()) {
      report.sources.insert(*found);
    } else {
      report.unasked.push_back(source.id());
    }
  }
  return report;
}

}  // namespace muster
