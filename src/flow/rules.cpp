#include "flow/rules.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/pool.h"
#include "correlate/host/classify.h"

namespace muster {
namespace {

struct Judged {
  std::vector<const Rule*> fits;
  std::optional<RuleChange> change;
};

std::optional<RuleChange> change_of(const HostFile& file, const Config& config) {
  const Host& host = file.host;
  if (host.observed.state != State::present) return std::nullopt;
  Host next = host;
  Proposal& now = next.observed.proposed;
  const Proposal& before = host.observed.proposed;
  now = propose(host.id, host.observed, config);
  const bool follows =
      host.approval == Approval::pending && host.classification == before.classification;
  if (follows) next.classification = now.classification;
  const auto approval = decided_approval(next, &host, config);
  RuleChange change{file.path, before.classification, now.classification, before.rule, now.rule,
                    {}};
  if (approval && before.approval != *approval) change.approval = word(*approval);
  const bool same = before.classification == now.classification && before.rule == now.rule &&
                    before.name == now.name && before.tags == now.tags && change.approval.empty();
  return same ? std::nullopt : std::optional(std::move(change));
}

Judged judge(const HostFile& file, const Config& config) {
  Judged out;
  for (const Hit& hit :
       fitting_rules(file.host.id, file.host.observed, config, config.rules->list.size())) {
    out.fits.push_back(hit.rule);
  }
  out.change = change_of(file, config);
  return out;
}

using Deciders = std::map<std::string, size_t>;

std::string most_frequent(const Deciders& deciders) {
  const auto most = std::max_element(deciders.begin(), deciders.end(),
                                     [](auto& a, auto& b) { return a.second < b.second; });
  return most == deciders.end() ? "" : most->first;
}

}  // namespace

RulesReport test_rules(const View& view) {
  std::vector<const HostFile*> files;
  for (const auto& file : view.inventory.files) {
    if (!is_by_hand(file->host)) files.push_back(file.get());
  }
  const auto judged =
      parallel_map(files, 0, [&](const HostFile* file) { return judge(*file, view.config); });
  RulesReport report;
  report.hosts = files.size();
  std::map<const Rule*, size_t> fits, decides;
  std::map<const Rule*, Deciders> others;
  for (const Judged& one : judged) {
    if (one.fits.empty()) ++report.unknown;
    for (const Rule* rule : one.fits) {
      ++fits[rule];
      if (rule != one.fits.front()) ++others[rule][one.fits.front()->name];
    }
    if (!one.fits.empty()) ++decides[one.fits.front()];
    if (one.change) report.changes.push_back(*one.change);
  }
  for (const Rule& rule : view.config.rules->list) {
    const bool configured = view.config.classification(rule.classification) != nullptr;
    report.rules.push_back({rule.name, rule.classification, rule.place, rule.shipped, configured,
                            fits[&rule], decides[&rule], most_frequent(others[&rule])});
  }
  return report;
}

}  // namespace muster
