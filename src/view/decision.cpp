#include "view/decision.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {

std::string decision_json(const DecisionReport& report) {
  nlohmann::json json{{"format_version", 1},
                      {"chosen", report.chosen},
                      {"changed", report.changed},
                      {"nameless", report.nameless}};
  if (report.commit) json["commit"] = *report.commit;
  return render_json(json);
}

std::string decision_text(const DecisionReport& report) {
  constexpr size_t sample = 5;
  std::string text;
  for (size_t i = 0; i < std::min(sample, report.changed.size()); ++i) {
    text += "  " + report.changed[i] + "\n";
  }
  if (report.changed.size() > sample) {
    text += "  and " + std::to_string(report.changed.size() - sample) + " more\n";
  }
  text += report.key + ": " + report.value + (report.dry_run ? " would be set for " : " set for ") +
          counted(report.changed.size(), "host") + ", " +
          std::to_string(report.chosen - report.changed.size()) + " had it already\n";
  for (const std::string& path : report.nameless) {
    text += "left out: " + path + " has no name; write one into it, then approve it\n";
  }
  if (report.commit) return text + "committed as " + report.commit->substr(0, 9) + "\n";
  if (report.changed.empty() || report.dry_run) return text;
  return text + "next: git add -u hosts && git commit, then muster reconcile --plan\n";
}

}  // namespace muster
