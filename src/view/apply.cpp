#include "view/apply.h"

#include <fmt/core.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "plan/plan_json.h"

namespace muster {
namespace {

constexpr size_t told_names = 3;

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

// Operations that one thing kept from being done: it is told once.
struct Stopped {
  const Outcome* outcome = nullptr;
  std::vector<const Operation*> operations;
};

std::string identity(const Outcome& outcome) {
  std::string text(word(outcome.result));
  if (!outcome.error) return text;
  return text + "\n" + outcome.error->message + "\n" + outcome.error->why + "\n" +
         outcome.error->fix;
}

std::vector<Stopped> stopped(const ApplyReport& report) {
  std::vector<Stopped> out;
  std::map<std::string, size_t> places;
  for (const auto& [operation, outcome] : report.lines) {
    if (outcome.result == Result::done) continue;
    const auto [at, fresh] = places.emplace(identity(outcome), out.size());
    if (fresh) out.push_back({&outcome, {}});
    out[at->second].operations.push_back(operation);
  }
  return out;
}

std::string stopped_text(const Stopped& stopped) {
  std::vector<std::string> names;
  for (const Operation* operation : stopped.operations) {
    if (names.size() < told_names) names.push_back(described(*operation));
  }
  std::string text = fmt::format("{}  {}", word(stopped.outcome->result), join(names, ", "));
  const size_t more = stopped.operations.size() - names.size();
  if (more > 0) text += fmt::format(" and {} more", more);
  const auto& error = stopped.outcome->error;
  if (!error) return text + "\n";
  text += fmt::format(": {}\n", error->message);
  if (!error->why.empty()) text += fmt::format("  why: {}\n", error->why);
  if (!error->fix.empty()) text += fmt::format("  fix: {}\n", error->fix);
  return text;
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
  for (const Stopped& group : stopped(report)) text += stopped_text(group);
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
