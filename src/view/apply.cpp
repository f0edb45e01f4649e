#include "view/apply.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "plan/plan_json.h"

namespace muster {
namespace {

std::string_view word(Result result) {
  switch (result) {
    case Result::done:
      return "done";
    case Result::failed:
      return "failed";
    case Result::skipped:
      return "skipped";
  }
  return "skipped";
}

std::string described(const Operation& operation) {
  return fmt::format("{} {} {}", word(operation.op), operation.kind, operation.label);
}

std::string trouble_text(const Operation& operation, const Outcome& outcome) {
  std::string text = fmt::format("{}  {}", word(outcome.result), described(operation));
  if (!outcome.error) return text + "\n";
  text += fmt::format(": {}\n", outcome.error->message);
  return outcome.error->why.empty() ? text : text + fmt::format("  why: {}\n", outcome.error->why);
}

std::string_view end_of(const ApplyReport& report) {
  if (report.interrupted) return "interrupted, run again to go on.";
  return report.complete() ? "read again: nothing left to do." : "run again to go on.";
}

nlohmann::json line_json(const Operation& operation, const Outcome& outcome) {
  nlohmann::json line{{"id", operation.id},       {"target", operation.target},
                      {"op", word(operation.op)}, {"kind", operation.kind},
                      {"label", operation.label}, {"result", word(outcome.result)}};
  if (outcome.error) line["error"] = to_json(*outcome.error);
  return line;
}

nlohmann::json report_json(const ApplyReport& report) {
  nlohmann::json json{{"format_version", 1},
                      {"done", report.count(Result::done)},
                      {"failed", report.count(Result::failed)},
                      {"skipped", report.count(Result::skipped)},
                      {"interrupted", report.interrupted},
                      {"verified", report.verified},
                      {"operations", nlohmann::json::array()},
                      {"left", nlohmann::json::array()}};
  for (const auto& [operation, outcome] : report.lines) {
    json["operations"].push_back(line_json(*operation, outcome));
  }
  for (const Operation& operation : report.left) json["left"].push_back(operation.id);
  return json;
}

}  // namespace

std::string apply_text(const ApplyReport& report) {
  std::string text;
  for (const auto& [operation, outcome] : report.lines) {
    if (outcome.result != Result::done) text += trouble_text(*operation, outcome);
  }
  for (const Operation& operation : report.left) {
    text += fmt::format("left    {}\n", described(operation));
  }
  return text + fmt::format("Applied: {} done, {} failed, {} skipped; {}\n",
                            report.count(Result::done), report.count(Result::failed),
                            report.count(Result::skipped), end_of(report));
}

std::string apply_json(const Plan& plan, const ApplyReport& report) {
  return render_json(
      {{"format_version", 1}, {"plan", to_json(plan)}, {"applied", report_json(report)}});
}

}  // namespace muster
