#include "correlate/host/naming.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/text.h"
#include "correlate/host/globs.h"
#include "model/fqdn.h"

namespace muster {
namespace {

constexpr size_t most_candidates = 32;

constexpr std::string_view generic_names =
    "android|android-*|localhost*|esp_*|esp-*|esp32*|espressif*|iphone|iphone-?|ipad|ipad-?|"
    "unknown|none|null|(none)|-|defconf|mikrotik|routeros|raspberrypi|debian|ubuntu|openwrt|switch|"
    "router";

std::string label_of(const NameCandidate& candidate, std::string_view before,
                     std::string_view domain) {
  std::string label = dns_label(candidate.name);
  const std::string name = lower(candidate.name);
  const size_t dot = name.find('.');
  if (candidate.source != NameSource::hypervisor || domain.empty() || label == before ||
      dot == std::string::npos || !is_fqdn(name)) {
    return label;
  }
  const std::string_view told = std::string_view(name).substr(dot + 1);
  const bool ours = told == domain || told.ends_with("." + std::string(domain)) ||
                    domain.starts_with(std::string(told) + ".");
  return ours ? label : slugify(name, 63);
}

// Digits alone are what is left of a text in another script, or a number that somebody counts by.
bool has_letter(std::string_view label) {
  return std::any_of(label.begin(), label.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Generic names behind all others.
std::pair<bool, NameSource> rank_of(const NameCandidate& candidate) {
  return {is_generic_name(candidate.name), candidate.source};
}

}  // namespace

bool is_generic_name(std::string_view name) {
  if (name == "*" || parse_ip(name) || parse_mac(name)) return true;
  return matches_any(generic_names, name);
}

std::vector<NameCandidate> name_candidates(const Group& group) {
  std::vector<NameCandidate> all;
  for (const auto& sight : group.sights) {
    for (const auto& told : sight.names()) {
      if (!told.name.empty()) all.push_back({told.name, told.source});
    }
  }
  sort_candidates(all);
  return all;
}

void sort_candidates(std::vector<NameCandidate>& candidates) {
  const auto order = [](const NameCandidate& a) {
    return std::tuple(a.source, std::string_view(a.name));
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const auto& a, const auto& b) { return order(a) < order(b); });
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  if (candidates.size() > most_candidates) candidates.resize(most_candidates);
}

NameChoice choose_name(std::span<const NameCandidate> candidates, std::string_view before,
                       std::string_view domain) {
  std::set<std::string> best;
  std::pair<bool, NameSource> best_rank;
  for (const auto& candidate : candidates) {
    const std::string label = label_of(candidate, before, domain);
    const auto rank = rank_of(candidate);
    if (!has_letter(label) || (!best.empty() && best_rank < rank)) continue;
    if (!best.empty() && rank < best_rank) best.clear();
    best_rank = rank;
    best.insert(label);
  }
  if (best.empty()) return {};
  const bool keep = best.contains(std::string(before));
  return {keep ? std::string(before) : *best.begin(), best.size() > 1 && !best_rank.first};
}

}  // namespace muster
