#include "view/discovery.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "view/errors.h"

namespace muster {
namespace {

std::string source_lines(const SourceReport& source) {
  const std::string head = fmt::format("source  {}  {}", source.id, source.site);
  if (source.failed()) {
    return fmt::format("{}  FAILED after {}\n", head, counted(source.facts, "row"));
  }
  const std::string rows = counted(source.facts + source.dropped_rows(), "row");
  const std::string records = source.records == 0 ? "" : ", " + counted(source.records, "record");
  std::string text =
      fmt::format("{}  {}{}{}\n", head, source.doubtful ? "DOUBTFUL: " : "", rows, records);
  for (const auto& [rule, count] : source.placed) {
    text += fmt::format("        {} placed by {}\n", count, rule);
  }
  if (source.placed.empty()) return text;
  for (const auto& [reason, count] : source.dropped) {
    text += fmt::format("        {} left out: {}\n", count, reason);
  }
  return text;
}

std::string written_text(const SiteReport& site) {
  if (site.commit) return fmt::format("→ {} {}", site.branch, site.commit->substr(0, 9));
  return site.paths.empty() ? "nothing to commit" : counted(site.paths.size(), "file");
}

std::string site_line(const SiteReport& site) {
  const std::string approved =
      site.approved == 0 ? "" : fmt::format(", {} approved by rules", site.approved);
  const std::string records = site.records == 0 ? "" : ", " + counted(site.records, "record");
  return fmt::format("site    {}  {}: {} new, {} changed, {} gone{}{}  {}\n", site.site,
                     counted(site.hosts, "host"), site.fresh, site.changed, site.gone, approved,
                     records, written_text(site));
}

std::string account_lines(const DiscoverReport& report) {
  size_t explained = 0;
  std::string reasons;
  for (const auto& [reason, count] : report.explained) {
    explained += count;
    reasons += fmt::format("        {} {}\n", count, reason);
  }
  return fmt::format("account {} − {} in host files − {} explained = {}\n{}",
                     counted(report.collected, "row"), report.written, explained,
                     report.unaccounted, reasons);
}

nlohmann::json source_json(const SourceReport& source) {
  return {{"source", source.id},           {"site", source.site},
          {"facts", source.facts},         {"dropped", source.dropped_rows()},
          {"dropped_for", source.dropped}, {"placed_by", source.placed},
          {"failed", source.failed()},     {"doubtful", source.doubtful},
          {"records", source.records},     {"trouble", errors_list(source.trouble)}};
}

nlohmann::json site_json(const SiteReport& site) {
  nlohmann::json json{{"site", site.site},         {"hosts", site.hosts},    {"new", site.fresh},
                      {"changed", site.changed},   {"gone", site.gone},      {"files", site.paths},
                      {"approved", site.approved}, {"records", site.records}};
  if (!site.branch.empty()) json["branch"] = site.branch;
  if (site.commit) json["commit"] = *site.commit;
  if (!site.merge_request.empty()) json["merge_request"] = site.merge_request;
  return json;
}

}  // namespace

std::string discovery_text(const DiscoverReport& report) {
  std::string text;
  for (const SourceReport& source : report.sources) text += source_lines(source);
  text += account_lines(report);
  for (const SiteReport& site : report.sites) {
    text += site_line(site);
    if (site.merge_request.empty()) continue;
    text += fmt::format("        merge request {}\n", site.merge_request);
  }
  return text;
}

std::string discovery_json(const DiscoverReport& report) {
  nlohmann::json json{{"format_version", 1},
                      {"run", report.run},
                      {"collected", report.collected},
                      {"written", report.written},
                      {"explained", report.explained},
                      {"unaccounted", report.unaccounted},
                      {"pushed", report.pushed},
                      {"notes", errors_list(report.notes)},
                      {"sources", nlohmann::json::array()},
                      {"sites", nlohmann::json::array()}};
  for (const SourceReport& source : report.sources) json["sources"].push_back(source_json(source));
  for (const SiteReport& site : report.sites) json["sites"].push_back(site_json(site));
  return render_json(json);
}

}  // namespace muster
