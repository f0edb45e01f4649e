#include "view/decision.h"

#include <fmt/core.h>

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
    text += fmt::format("  {}\n", inert(report.changed[i]));
  }
  if (report.changed.size() > sample) {
    text += fmt::format("  and {} more\n", report.changed.size() - sample);
  }
  text +=
      fmt::format("{}: {} {} for {}, {} had it already\n", report.key, report.value,
                  report.dry_run ? "would be set" : "set", counted(report.changed.size(), "host"),
                  report.chosen - report.changed.size());
  for (const std::string& path : report.nameless) {
    text +=
        fmt::format("left out: {} has no name; write one into it, then approve it\n", inert(path));
  }
  if (report.commit) return text + fmt::format("committed as {}\n", report.commit->substr(0, 9));
  if (report.changed.empty() || report.dry_run) return text;
  return text + "next: git add -u hosts && git commit, then muster reconcile --plan\n";
}

}  // namespace muster
