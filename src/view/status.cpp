#include "view/status.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "view/view.h"

namespace muster {
namespace {

std::string counts(const std::map<std::string, size_t>& map) {
  std::vector<std::string> parts;
  for (const auto& [word, count] : map) parts.push_back(fmt::format("{} {}", count, word));
  return join(parts, ", ");
}

nlohmann::json commit_json(const std::optional<CommitSummary>& commit) {
  if (!commit) return nullptr;
  return {{"commit", commit->id},
          {"subject", clean(commit->subject)},
          {"time", render_time(commit->time)}};
}

std::string commit_text(const std::optional<CommitSummary>& commit) {
  if (!commit) return "never";
  return fmt::format("{} {} {}", commit->id.substr(0, 9), render_time(commit->time),
                     inert(clean(commit->subject)));
}

nlohmann::json apply_form(const ApplyRecord& record) {
  return {{"time", render_time(record.time)}, {"inventory", record.inventory},
          {"complete", record.complete},      {"done", record.done},
          {"failed", record.failed},          {"skipped", record.skipped},
          {"reasons", record.reasons}};
}

// "2026-08-21T04:05:06Z  9f3c1e2  3 create, 1 update; 2 failed".
std::string apply_line(const ApplyRecord& record) {
  std::vector<std::string> parts;
  for (const auto& [op, count] : record.done) parts.push_back(fmt::format("{} {}", count, op));
  std::string text = parts.empty() ? "nothing to do" : join(parts, ", ");
  if (record.failed > 0) text += fmt::format("; {} failed", record.failed);
  if (record.skipped > 0) text += fmt::format("; {} skipped", record.skipped);
  if (!record.complete) text += "; not complete, run again";
  text = fmt::format("{} {} {}\n", render_time(record.time), record.inventory.substr(0, 9), text);
  for (const std::string& reason : record.reasons) text += "    " + inert(clean(reason)) + "\n";
  return text;
}

std::vector<std::string> health_row(const std::string& id, const SourceHealth& one) {
  return {id,
          one.site,
          one.answer,
          render_day(one.asked),
          one.last_ok ? render_day(*one.last_ok) : "never",
          clean(one.why)};
}

}  // namespace

std::string status_json(const StatusReport& report) {
  nlohmann::json json{{"format_version", 1},
                      {"sites", nlohmann::json::object()},
                      {"targets", nlohmann::json::object()},
                      {"sources", nlohmann::json::object()},
                      {"applies", nlohmann::json::object()},
                      {"branches", nlohmann::json::array()},
                      {"last_discover", commit_json(report.discovered)}};
  if (!report.commit.empty()) json["commit"] = report.commit;
  for (const auto& [slug, site] : report.sites) {
    json["sites"][slug] = {{"hosts", site.hosts},
                           {"states", site.states},
                           {"approvals", site.approvals},
                           {"classifications", site.classifications},
                           {"attention", site.attention}};
  }
  for (const auto& [name, commit] : report.applied) json["targets"][name] = commit_json(commit);
  for (const auto& [id, one] : report.sources) {
    json["sources"][id] = {
        {"site", one.site}, {"answer", one.answer}, {"asked", render_day(one.asked)}};
    if (one.last_ok) json["sources"][id]["last_complete"] = render_day(*one.last_ok);
  }
  for (const auto& [id, one] : report.sources) {
    if (!one.why.empty()) json["sources"][id]["why"] = one.why;
  }
  for (const std::string& id : report.unasked) json["sources"][id] = nullptr;
  for (const auto& [name, record] : report.applies) json["applies"][name] = apply_form(record);
  for (const WaitingBranch& branch : report.branches) {
    json["branches"].push_back({{"name", branch.name},
                                {"time", render_time(branch.last.time)},
                                {"new", branch.fresh},
                                {"changed", branch.changed},
                                {"to_decide", branch.to_decide}});
  }
  return render_json(json);
}

std::string status_text(const StatusReport& report) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [slug, site] : report.sites) {
    rows.push_back({slug, std::to_string(site.hosts), counts(site.states), counts(site.approvals),
                    counts(site.classifications), std::to_string(site.attention)});
  }
  const std::vector<std::string> head{"site",     "hosts",          "state",
                                      "approval", "classification", "attention"};
  std::string text = table(head, rows, {}) + "\n";
  rows.clear();
  for (const auto& [id, one] : report.sources) rows.push_back(health_row(id, one));
  for (const std::string& id : report.unasked) rows.push_back({id, "", "never asked", "", "", ""});
  const std::vector<std::string> source_head{"source", "site",          "answer",
                                             "asked",  "last complete", "why"};
  text += table(source_head, rows, {}) + "\n";
  text += fmt::format("last discover  {}\n", commit_text(report.discovered));
  for (const auto& [name, commit] : report.applied) {
    const auto record = report.applies.find(name);
    text += fmt::format(
        "last apply     {} {}", name,
        record == report.applies.end() ? commit_text(commit) + "\n" : apply_line(record->second));
    if (record == report.applies.end() || record->second.complete) continue;
    text += fmt::format("last complete  {} {}\n", name, commit_text(commit));
  }
  for (const WaitingBranch& branch : report.branches) {
    text +=
        fmt::format("waiting        {} since {}: {} new, {} changed, {} to decide\n", branch.name,
                    render_time(branch.last.time), branch.fresh, branch.changed, branch.to_decide);
  }
  return text;
}

}  // namespace muster
