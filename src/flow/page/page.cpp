#include "flow/page/page.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/json.h"
#include "flow/rules.h"
#include "flow/status.h"
#include "flow/waiting.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr size_t most_commits = 500;

std::vector<CommitSummary> history_of(const Repo& repo, const std::optional<ObjectId>& from) {
  std::vector<CommitSummary> commits;
  const auto tip = from ? from : repo.resolve("HEAD");
  if (!tip) return commits;
  repo.walk(*tip, [&](const CommitSummary& commit) {
    commits.push_back(commit);
    return commits.size() < most_commits;
  });
  return commits;
}

bool is_run(const CommitSummary& commit) { return commit.trailers.contains("Muster-Run"); }

// Of the branch looked at and of the review branches.
std::vector<CommitSummary> runs_of(const Repo& repo, const Config& config,
                                   const std::vector<CommitSummary>& history) {
  std::vector<CommitSummary> runs;
  std::set<ObjectId> seen;
  const auto take = [&](const CommitSummary& commit) {
    if (is_run(commit) && seen.insert(commit.id).second) runs.push_back(commit);
  };
  std::for_each(history.begin(), history.end(), take);
  for (const ReviewBranch& review : review_branches(repo, config)) {
    const auto branch = history_of(repo, review.tip);
    std::for_each(branch.begin(), branch.end(), take);
  }
  std::stable_sort(runs.begin(), runs.end(), [](const CommitSummary& a, const CommitSummary& b) {
    return std::pair(b.time, a.id) < std::pair(a.time, b.id);
  });
  return runs;
}

bool is_plan(const nlohmann::json& form) {
  const auto has = [&](const char* key, nlohmann::json::value_t type) {
    return form.is_object() && form.contains(key) && form[key].type() == type;
  };
  using Type = nlohmann::json::value_t;
  return has("format_version", Type::number_unsigned) && form["format_version"] == 1 &&
         has("digest", Type::string) && has("head", Type::string) && has("summary", Type::object) &&
         has("skipped", Type::object) && has("operations", Type::array) &&
         has("rails", Type::array);
}

std::vector<std::string> classifications_of(const Config& config) {
  std::set<std::string> names{"ignore", "unknown"};
  for (const auto& [name, unused] : config.classifications) names.insert(name);
  return {names.begin(), names.end()};
}

}  // namespace

PageReport page_of(const Workspace& workspace, const View& view) {
  PageReport page;
  page.title = std::filesystem::path(workspace.root).filename().string();
  if (view.commit) page.commit = workspace.repo.commit(*view.commit);
  page.inventory = view.inventory;
  page.classifications = classifications_of(view.config);
  page.status = status(workspace, view);
  page.rules = test_rules(view);
  page.subnets = subnets_of(view.inventory, view.config.sites);
  page.topology = topology_of(view.inventory);
  page.history = history_of(workspace.repo, view.commit);
  page.runs = runs_of(workspace.repo, view.config, page.history);
  return page;
}

nlohmann::json read_plan_file(const std::string& path) {
  constexpr size_t most_bytes = size_t{1} << 30;
  nlohmann::json plan = parse_json(read_file(path, most_bytes), path, own_json(most_bytes));
  if (is_plan(plan)) return plan;
  throw Error(fmt::format("{} is no plan of muster's", path), Exit::usage)
      .mend("muster reconcile --plan --out plan.json writes one");
}

}  // namespace muster
