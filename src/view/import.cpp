#include "view/import.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {

std::string import_text(const ImportReport& report) {
  std::string text =
      fmt::format("{}: {} {}, {} had a file already\n", report.target,
                  counted(report.written.size(), "host file"),
                  report.dry_run ? "would be written" : "written", counted(report.known, "host"));
  for (const auto& [why, count] : report.skipped)
    text += fmt::format("left out: {} {}\n", count, why);
  if (report.dry_run || report.written.empty()) return text;
  return text + "next: git add hosts && git commit, then muster reconcile --plan\n";
}

std::string import_json(const ImportReport& report) {
  return render_json({{"format_version", 1},
                      {"target", report.target},
                      {"written", report.written},
                      {"known", report.known},
                      {"left_out", report.skipped}});
}

}  // namespace muster
