#include "view/page/data.h"

#include <fmt/core.h>

#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "view/compare/compare.h"
#include "view/page/columns.h"
#include "view/rules.h"

namespace muster::web {
namespace {

using nlohmann::json;

json form(const CommitSummary& commit) {
  return {{"id", commit.id},
          {"subject", visible(commit.subject)},
          {"author", visible(commit.author.name)},
          {"time", render_time(commit.time)}};
}

json run_form(const CommitSummary& commit) {
  const auto trailer = [&](const char* name) {
    const auto found = commit.trailers.find(name);
    return found == commit.trailers.end() ? std::string() : visible(found->second);
  };
  json out = form(commit);
  out["run"] = trailer("Muster-Run");
  out["sources"] = trailer("Muster-Sources");
  return out;
}

json form(const RuleCount& rule) {
  const std::string place =
      rule.shipped ? "" : fmt::format("{}:{}", rule.place.file, rule.place.line);
  return {{"name", rule.name},        {"classification", rule.classification},
          {"place", place},           {"shipped", rule.shipped},
          {"fits", rule.fits},        {"decides", rule.decides},
          {"remark", remark_of(rule)}};
}

json form(const Subnet& subnet) {
  json free = json::array();
  for (const FreeRange& range : subnet.free) {
    free.push_back({render(range.first), render(range.last)});
  }
  return {{"site", subnet.site},
          {"network", render(subnet.network)},
          {"configured", subnet.configured},
          {"depth", subnet.depth},
          {"used", subnet.used},
          {"size", subnet.size},
          {"free", std::move(free)},
          {"ranges", subnet.ranges}};
}

json sources_form(const StatusReport& status) {
  json all = json::array();
  for (const auto& [id, source] : status.sources) {
    all.push_back({{"id", id},
                   {"site", source.site},
                   {"answer", source.answer},
                   {"asked", render_day(source.asked)},
                   {"last_ok", source.last_ok ? render_day(*source.last_ok) : ""},
                   {"told", source.told}});
  }
  for (const std::string& id : status.unasked) {
    all.push_back({{"id", id},
                   {"site", ""},
                   {"answer", "never asked"},
                   {"asked", ""},
                   {"last_ok", ""},
                   {"told", json::object()}});
  }
  return all;
}

json targets_form(const StatusReport& status) {
  json all = json::array();
  for (const auto& [name, commit] : status.applied) {
    all.push_back({{"name", name}, {"applied", commit ? form(*commit) : json()}});
  }
  return all;
}

// What of a plan the page shows.
json plan_form(const json& plan) {
  if (plan.is_null()) return plan;
  constexpr std::array keys{"op",      "target", "kind", "label", "site",
                            "changes", "reason", "file", "line"};
  json operations = json::array();
  for (const json& operation : plan.at("operations")) {
    json& one = operations.emplace_back(json::object());
    for (const char* key : keys) {
      if (operation.contains(key)) one[key] = operation[key];
    }
  }
  json out{{"operations", std::move(operations)}};
  for (const char* key : {"digest", "head", "summary", "rails", "skipped"}) out[key] = plan.at(key);
  return out;
}

json served_form(const std::optional<Served>& served) {
  return served ? json{{"who", visible(served->who)}, {"version", served->version}} : json();
}

template <class List, class Form>
json forms(const List& list, Form form_of) {
  json out = json::array();
  for (const auto& item : list) out.push_back(form_of(item));
  return out;
}

}  // namespace

json page_form(const PageReport& report) {
  const auto commit = [](const CommitSummary& one) { return form(one); };
  return {{"format_version", 1},
          {"title", visible(report.title)},
          {"commit", report.commit ? form(*report.commit) : json()},
          {"classes", report.classifications},
          {"hosts", hosts_form(report.inventory, report.served.has_value())},
          {"served", served_form(report.served)},
          {"sources", sources_form(report.status)},
          {"targets", targets_form(report.status)},
          {"rules", forms(report.rules.rules, [](const RuleCount& rule) { return form(rule); })},
          {"unknown", report.rules.unknown},
          {"subnets", forms(report.subnets, [](const Subnet& subnet) { return form(subnet); })},
          {"history", forms(report.history, commit)},
          {"runs", forms(report.runs, run_form)},
          {"plan", plan_form(report.plan)},
          {"comparison", report.comparison ? to_json(*report.comparison) : json()}};
}

}  // namespace muster::web
