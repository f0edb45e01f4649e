#include "correlate/identity/match.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "core/hash.h"

namespace muster {
namespace {

struct Fit {
  int rank = 0;
  size_t group = 0;
  const Host* host = nullptr;

  auto order() const {
    return std::tuple(rank, group, host->approval != Approval::approved, host->observed.first_seen,
                      std::string_view(host->id));
  }
};

int rank_of(Strength strength) { return static_cast<int>(strength); }

std::vector<Fit> candidates(std::span<const Group> groups, std::span<const Host* const> known) {
  std::unordered_multimap<std::string, const Host*> by_key;
  std::unordered_map<std::string_view, const Host*> by_id;
  for (const Host* host : known) {
    by_id.emplace(host->id, host);
    for (const auto& identity : host->observed.identity) {
      by_key.emplace(key_of(identity, host->observed.site), host);
    }
  }
  std::vector<Fit> found;
  for (size_t g = 0; g < groups.size(); ++g) {
    for (const auto& key : groups[g].keys) {
      const auto [begin, end] = by_key.equal_range(key);
      for (auto i = begin; i != end; ++i)
        found.push_back({rank_of(strength_of(key)), g, i->second});
    }
    if (by_id.empty()) continue;
    const auto same = by_id.find(short_id(groups[g].keys.front()));
    if (same != by_id.end()) found.push_back({rank_of(Strength::mac), g, same->second});
  }
  return found;
}

}  // namespace

Matching match_hosts(std::span<const Group> groups, std::span<const Host* const> known) {
  Matching matching;
  matching.hosts.resize(groups.size());
  auto found = candidates(groups, known);
  std::sort(found.begin(), found.end(),
            [](const Fit& a, const Fit& b) { return a.order() < b.order(); });
  std::set<std::string_view> given;
  for (const auto& [rank, group, host] : found) {
    if (matching.hosts[group] || !given.insert(host->id).second) continue;
    matching.hosts[group] = host;
  }
  for (const auto& [rank, group, host] : found) {
    if (!given.contains(host->id)) matching.duplicates.emplace(host->id, group);
  }
  return matching;
}

std::string new_id(const std::string& key, std::set<std::string>& taken) {
  std::string id = short_id(key);
  for (int count = 2; !taken.insert(id).second; ++count) {
    id = short_id(key + "#" + std::to_string(count));
  }
  return id;
}

}  // namespace muster
