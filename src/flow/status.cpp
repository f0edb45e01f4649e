#include "flow/status.h"

#include "flow/history/ledger.h"
#include "flow/sightings_branch.h"
#include "flow/waiting.h"
#include "report/review.h"

namespace muster {
namespace {

// The youngest commit with the trailer Muster-Run on HEAD or on a discover branch.
std::optional<CommitSummary> last_discover(const Workspace& workspace, const Config& config) {
  constexpr int look_back = 500;
  std::vector<ObjectId> tips;
  if (const auto head = workspace.repo.resolve("HEAD")) tips.push_back(*head);
  for (const ReviewBranch& branch : review_branches(workspace.repo, config)) {
    tips.push_back(branch.tip);
  }
  std::optional<CommitSummary> last;
  for (const ObjectId& tip : tips) {
    int seen = 0;
    workspace.repo.walk(tip, [&](const CommitSummary& commit) {
      if (!commit.trailers.contains("Muster-Run")) return ++seen < look_back;
      if (!last || last->time < commit.time) last = commit;
      return false;
    });
  }
  return last;
}

// Review branches with something that the view has not.
void add_branches(const Workspace& workspace, const View& view, StatusReport& report) {
  const Repo& repo = workspace.repo;
  const auto head = view.commit ? view.commit : repo.resolve("HEAD");
  for (const ReviewBranch& waiting : waiting_branches(repo, view.config, head)) {
    WaitingBranch branch;
    branch.name = waiting.name;
    Diagnostics unread;
    for (const ReviewedHost& host :
         differing(view.inventory, *load_hosts(workspace, waiting.tip, unread), waiting.site)) {
      ++(host.fresh() ? branch.fresh : branch.changed);
      if (host.after->host.approval == Approval::pending) ++branch.to_decide;
    }
    if (branch.fresh + branch.changed == 0) continue;
    branch.last = repo.commit(waiting.tip);
    report.branches.push_back(std::move(branch));
  }
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
    if (auto record = last_record(workspace.repo, target.name))
      report.applies.emplace(target.name, *std::move(record));
  }
  add_branches(workspace, view, report);
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
