#include "correlate/host/classify.h"

#include <algorithm>

namespace muster {
namespace {

std::optional<std::vector<std::string>> reasons(const Rule& rule, const Host& seen) {
  if (!rule.where) return std::vector<std::string>{};
  try {
    return rule.where->reasons(seen, "");
  } catch (const Error&) {  // a name may be made so that a search does not end: that is one host's
    return std::nullopt;
  }
}

const Rule* find_rule(const Config& config, const std::string& name) {
  const auto& list = config.rules->list;
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Rule& rule) { return rule.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::vector<Hit> fitting_rules(const std::string& id, const Observed& observed,
                               const Config& config, size_t most) {
  Host seen;
  seen.id = id;
  seen.observed = observed;
  std::vector<Hit> hits;
  for (const Rule& rule : config.rules->list) {
    if (hits.size() == most) break;
    if (!config.classification(rule.classification)) continue;
    if (auto because = reasons(rule, seen)) hits.push_back({&rule, std::move(*because)});
  }
  return hits;
}

Proposal propose(const std::string& id, const Observed& observed, const Config& config) {
  auto hits = fitting_rules(id, observed, config, 1);
  if (hits.empty()) return {"unknown", "fallback", {}};
  const Rule& rule = *hits.front().rule;
  return {rule.classification, rule.name,      std::move(hits.front().because),
          Approval::pending,   rule.host_name, rule.tags};
}

std::optional<Approval> decided_approval(const Host& host, const Host* before,
                                         const Config& config) {
  const Proposal& proposal = host.observed.proposed;
  const Rule* rule = find_rule(config, proposal.rule);
  if (!rule || rule->approval == Approval::pending) return std::nullopt;
  if (host.classification != proposal.classification) return std::nullopt;
  if (before && before->observed.proposed.approval == rule->approval) return rule->approval;
  if (host.approval != Approval::pending) return std::nullopt;
  const bool good = !effective_name(host).empty() && host.observed.attention.empty();
  if (rule->approval == Approval::approved && !good) return std::nullopt;
  return rule->approval;
}

}  // namespace muster
