#include "flow/bulk/as_rule.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "config/rules.h"
#include "core/text.h"
#include "core/yaml.h"
#include "correlate/host/classify.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr size_t most_rules_bytes = 1 << 20;

std::string rule_line(const NewRule& rule) {
  std::string line =
      fmt::format("{{rule: {}, where: {}, classification: {}", yaml::scalar(rule.name),
                  yaml::quoted(rule.where), yaml::scalar(rule.classification));
  if (!rule.approval.empty()) line += ", approval: " + rule.approval;
  return line + "}";
}

// A classification that all hosts that fit have.
std::string common_classification(const std::vector<const HostFile*>& hosts) {
  std::set<std::string> found;
  for (const HostFile* file : hosts) found.insert(file->host.classification);
  if (found.size() == 1 && !found.begin()->empty()) return *found.begin();
  throw Error(fmt::format("the hosts that fit have {}", counted(found.size(), "classification")),
              Exit::usage)
      .mend("classify them by a rule of each: muster classify CLASS --where … --as-rule NAME");
}

std::vector<const HostFile*> fitting(const Inventory& inventory, const Selector& selector) {
  std::vector<const HostFile*> hosts;
  for (const auto& file : inventory.files) {
    if (!is_by_hand(file->host) && selector.matches(file->host, file->path))
      hosts.push_back(file.get());
  }
  return hosts;
}

// How many of the hosts another rule decides, by the rule.
std::map<std::string, size_t> decided_before(const std::vector<const HostFile*>& hosts,
                                             const Config& config) {
  std::set<std::string> own;
  for (const Rule& rule : config.rules->list) {
    if (!rule.shipped) own.insert(rule.name);
  }
  std::map<std::string, size_t> out;
  for (const HostFile* file : hosts) {
    const auto hits = fitting_rules(file->host.id, file->host.observed, config, 1);
    if (!hits.empty() && own.contains(hits.front().rule->name)) ++out[hits.front().rule->name];
  }
  return out;
}

}  // namespace

std::string with_rule(std::string_view text, const NewRule& rule) {
  const std::string line = rule_line(rule);
  Diagnostics trouble;
  const auto document = yaml::parse(text, std::string(rules_file), trouble);
  if (!document || trouble.has_errors()) throw trouble.items().front();
  const yaml::Node* rules = document->root.find("rules");
  const std::string body(text);
  const std::string open = body.empty() || body.ends_with('\n') ? "" : "\n";
  if (rules == nullptr) return body + open + "rules:\n  - " + line + "\n";
  const size_t end = yaml::end_of(*document, *rules).offset;
  if (rules->items.empty()) {
    return body.substr(0, rules->begin.offset) + "\n  - " + line + body.substr(end);
  }
  if (!rules->block) {
    const size_t last = yaml::end_of(*document, rules->items.back()).offset;
    return body.substr(0, last) + ", " + line + body.substr(last);
  }
  const size_t at = std::min(body.find('\n', end), body.size());
  const auto column = static_cast<size_t>(rules->begin.column);
  return body.substr(0, at) + "\n" + std::string(column - 1, ' ') + "- " + line + body.substr(at);
}

DecisionReport add_rule(Workspace& workspace, const NewRule& wanted, Landing landing,
                        Runner& runner, std::stop_token stop) {
  const Selector selector = Selector::parse(wanted.where, Asks::observed);
  Diagnostics trouble;
  const View view = load_view(workspace, {}, trouble);
  const auto hosts = fitting(view.inventory, selector);
  NewRule rule = wanted;
  if (rule.classification.empty()) rule.classification = common_classification(hosts);
  const std::string path = workspace.root + "/" + std::string(rules_file);
  const std::string before =
      std::filesystem::exists(path) ? read_file(path, most_rules_bytes) : std::string();
  const std::string after = with_rule(before, rule);
  Diagnostics wrong;
  const auto rules = read_rules(after, std::string(rules_file), wrong);
  if (wrong.has_errors()) throw Invalid(wrong);
  check_rules(*rules, view.config, wrong);
  DecisionReport report;
  report.what = fmt::format("rule {} in {}", rule.name, rules_file);
  report.chosen = hosts.size();
  report.changed.emplace_back(rules_file);
  report.dry_run = landing.dry_run;
  report.before = decided_before(hosts, view.config);
  landing.message = fmt::format("rules: {}\n\nMuster-Selector: {}\nMuster-Count: {}\n",
                                clean(rule.name), clean(rule.where), hosts.size());
  const Landed landed =
      write_edits(workspace, {{std::string(rules_file), after}}, landing, runner, stop);
  report.commit = landed.commit;
  report.pushed = landed.pushed;
  return report;
}

}  // namespace muster
