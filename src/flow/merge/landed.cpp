#include "flow/merge/landed.h"

#include <algorithm>
#include <vector>

#include "inventory/layout.h"

namespace muster {
namespace {

using Written = std::optional<TreeFile>;

bool same(const Written& a, const Written& b) {
  return a.has_value() == b.has_value() && (!a || (a->path == b->path && a->blob == b->blob));
}

using Writing = std::map<std::string, Written>;  // by host

Writing hosts_at_commit(const Repo& repo, const ObjectId& commit) {
  Writing out;
  for (TreeFile& file : repo.list(commit, "hosts")) {
    const std::string id(host_id_in(file.path));
    if (!id.empty() && !file.link) out[id] = std::move(file);
  }
  return out;
}

// Of hosts that differ.
Writing between(const Repo& repo, const ObjectId& before, const ObjectId& after) {
  const Writing old = hosts_at_commit(repo, before);
  Writing now = hosts_at_commit(repo, after);
  for (const auto& [id, file] : old) {
    const auto [entry, gone] = now.try_emplace(id);
    if (!gone && same(entry->second, file)) now.erase(entry);
  }
  return now;
}

// A file that moved is not removed.
Writing of_step(const CommitStep& step) {
  Writing out;
  for (const TreeFile& file : step.files) {
    const std::string id(host_id_in(file.path));
    if (id.empty() || file.link) continue;
    Written& now = out[id];
    if (!file.blob.empty()) now = file;
  }
  return out;
}

// What each commit wrote of each host since the two met, youngest first. Where a merge brought
// `base` in, what stood there then counts as written by the merge.
std::map<std::string, std::vector<Written>> written(const Repo& repo, const ObjectId& base,
                                                    const ObjectId& tip) {
  std::map<std::string, std::vector<Written>> out;
  for (const CommitStep& step : repo.steps(base, tip, {"hosts"}, true)) {
    const bool met = step.parents.empty() || !repo.descends(step.parents.front(), base);
    const Writing wrote = met ? between(repo, base, step.commit.id) : of_step(step);
    for (const auto& [id, now] : wrote) {
      out[id].push_back(now);
    }
    if (met) break;
  }
  return out;
}

}  // namespace

std::map<std::string, std::optional<TreeFile>> landed_hosts(const Repo& repo, const ObjectId& base,
                                                            const ObjectId& ours,
                                                            const ObjectId& theirs) {
  std::map<std::string, std::optional<TreeFile>> out;
  const auto there = written(repo, base, theirs);
  if (there.empty()) return out;
  for (const auto& [id, versions] : written(repo, base, ours)) {
    const auto taken = there.find(id);
    if (taken == there.end()) continue;
    const auto stood = [&](const Written& version) {
      return std::any_of(taken->second.begin(), taken->second.end(),
                         [&](const Written& one) { return same(one, version); });
    };
    const auto last = std::find_if(versions.begin(), versions.end(), stood);
    if (last != versions.end()) out.emplace(id, *last);
  }
  return out;
}

}  // namespace muster
