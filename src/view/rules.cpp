#include "view/rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

std::string place_of(const Where& place, bool shipped) {
  return shipped ? "" : fmt::format("{}:{}", place.file, place.line);
}

std::string change_line(const RuleChange& change) {
  std::string text = fmt::format("  {}  {} ({}) → {} ({})", inert(change.path), change.from,
                                 change.from_rule, change.to, change.to_rule);
  if (!change.approval.empty()) text += fmt::format(", {}", change.approval);
  return text + "\n";
}

std::string changes_text(const std::vector<RuleChange>& changes) {
  constexpr size_t most_shown = 20;
  if (changes.empty()) return "the next discover proposes nothing else\n";
  std::string text =
      fmt::format("the next discover proposes otherwise for {}\n", counted(changes.size(), "host"));
  for (size_t i = 0; i < std::min(most_shown, changes.size()); ++i) text += change_line(changes[i]);
  if (changes.size() > most_shown) {
    text += fmt::format("  and {} more: --json has all\n", changes.size() - most_shown);
  }
  return text;
}

// "rules.yaml:3:5"; absent for those that come with muster.
void add_place(nlohmann::json& json, const Where& place, bool shipped) {
  json["shipped"] = shipped;
  if (shipped) return;
  json["file"] = place.file;
  json["line"] = place.line;
}

}  // namespace

std::string remark_of(const RuleCount& rule) {
  if (!rule.configured) return fmt::format("\"{}\" is not in muster.yaml", rule.classification);
  if (rule.dead()) return "dead: it fits no host";
  return rule.shadowed() ? fmt::format("shadowed by {}", rule.shadowed_by) : "";
}

std::string rules_text(const RulesReport& report, const Style& style) {
  std::vector<std::vector<std::string>> rows;
  size_t idle = 0;
  for (const RuleCount& rule : report.rules) {
    if (rule.shipped && rule.fits == 0) {
      ++idle;
      continue;
    }
    rows.push_back({rule.name, rule.classification, std::to_string(rule.decides),
                    std::to_string(rule.fits), place_of(rule.place, rule.shipped),
                    remark_of(rule)});
  }
  const std::vector<std::string> head{"rule", "class", "decides", "fits", "place", "remark"};
  std::string text = table(head, rows, style);
  if (idle > 0) {
    text += fmt::format("{} of muster's own {} no host\n", counted(idle, "rule"),
                        idle == 1 ? "fits" : "fit");
  }
  text +=
      fmt::format("{}, {} of them fit no rule\n", counted(report.hosts, "host"), report.unknown);
  return text + changes_text(report.changes);
}

std::string rules_json(const RulesReport& report) {
  nlohmann::json rules = nlohmann::json::array(), changes = nlohmann::json::array();
  for (const RuleCount& rule : report.rules) {
    nlohmann::json one{{"rule", rule.name},
                       {"classification", rule.classification},
                       {"decides", rule.decides},
                       {"fits", rule.fits},
                       {"dead", rule.dead()},
                       {"shadowed", rule.shadowed()},
                       {"configured", rule.configured}};
    if (rule.shadowed()) one["shadowed_by"] = rule.shadowed_by;
    add_place(one, rule.place, rule.shipped);
    rules.push_back(std::move(one));
  }
  for (const RuleChange& change : report.changes) {
    nlohmann::json one{{"path", change.path},
                       {"from", {{"classification", change.from}, {"rule", change.from_rule}}},
                       {"to", {{"classification", change.to}, {"rule", change.to_rule}}}};
    if (!change.approval.empty()) one["approval"] = change.approval;
    changes.push_back(std::move(one));
  }
  return render_json({{"format_version", 1},
                      {"hosts", report.hosts},
                      {"unknown", report.unknown},
                      {"rules", std::move(rules)},
                      {"changes", std::move(changes)}});
}

std::string rules_json(const Rules& rules) {
  nlohmann::json list = nlohmann::json::array();
  for (const Rule& rule : rules.list) {
    nlohmann::json one{{"rule", rule.name},
                       {"where", rule.condition},
                       {"classification", rule.classification},
                       {"approval", word(rule.approval)},
                       {"name", rule.host_name},
                       {"tags", rule.tags}};
    add_place(one, rule.place, rule.shipped);
    list.push_back(std::move(one));
  }
  return render_json({{"format_version", 1}, {"rules", std::move(list)}});
}

}  // namespace muster
