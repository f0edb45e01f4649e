#include "view/decision.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

std::string summary(const DecisionReport& report) {
  const std::string what = inert(clean(report.what));
  if (report.values) {
    return fmt::format(
        "{} {} for {}, {} had it already\n", what, report.dry_run ? "would be set" : "set",
        counted(report.changed.size(), "host"), report.chosen - report.changed.size());
  }
  return fmt::format("{}: {}{}\n", what, counted(report.chosen, "host"),
                     report.dry_run ? ", nothing is written" : "");
}

}  // namespace

std::string decision_json(const DecisionReport& report) {
  nlohmann::json json{{"format_version", 1},         {"what", report.what},
                      {"chosen", report.chosen},     {"changed", report.changed},
                      {"nameless", report.nameless}, {"protected", report.protected_ones},
                      {"stale", report.stale},       {"lost", report.lost}};
  if (!report.before.empty()) json["before"] = report.before;
  if (report.commit) json["commit"] = *report.commit;
  if (!report.pushed.empty()) json["pushed"] = report.pushed;
  return render_json(json);
}

std::string decision_text(const DecisionReport& report) {
  constexpr size_t sample = 5;
  std::string text;
  for (size_t i = 0; i < std::min(sample, report.changed.size()); ++i) {
    text += fmt::format("  {}\n", inert(report.changed[i]));
  }
  if (report.changed.size() > sample) {
    text += fmt::format("  and {} more\n", report.changed.size() - sample);
  }
  text += summary(report);
  for (const std::string& path : report.nameless) {
    text +=
        fmt::format("left out: {} has no name; write one into it, then approve it\n", inert(path));
  }
  for (const std::string& path : report.stale) {
    text += fmt::format("left out: {} changed since it was looked at\n", inert(path));
  }
  for (const std::string& id : report.lost) {
    text += fmt::format("left out: no host file has the id {}\n", inert(clean(id)));
  }
  for (const auto& [rule, count] : report.before) {
    text += fmt::format("{} of them decided by the rule {} before it\n", count, inert(rule));
  }
  for (const std::string& path : report.protected_ones) {
    text += fmt::format("left out: {} says protect: true\n", inert(path));
  }
  if (report.commit) text += fmt::format("committed as {}\n", report.commit->substr(0, 9));
  if (!report.pushed.empty()) text += fmt::format("pushed to {}\n", inert(report.pushed));
  if (report.commit || report.changed.empty() || report.dry_run) return text;
  const bool rule = report.changed.front() == "rules.yaml";
  return text + (rule ? "next: muster rules test, then git add rules.yaml && git commit\n"
                      : "next: git add -A hosts && git commit, then muster reconcile --plan\n");
}

}  // namespace muster
