#include <nlohmann/json.hpp>

#include "core/text.h"
#include "flow/discover.h"

namespace muster {
namespace {

nlohmann::json diagnostics_json(const Diagnostics& diagnostics) {
  nlohmann::json out = nlohmann::json::array();
  for (const Error& error : diagnostics.items()) out.push_back(to_json(error));
  return out;
}

std::string source_line(const SourceReport& source) {
  std::string text = "source  " + source.id + "  " + source.site + "  ";
  if (source.failed()) return text + "FAILED after " + counted(source.facts, "row") + "\n";
  text += counted(source.facts + source.dropped_rows(), "row") + "\n";
  for (const auto& [rule, count] : source.placed) {
    text += "        " + std::to_string(count) + " placed by " + rule + "\n";
  }
  if (source.placed.empty()) return text;
  for (const auto& [reason, count] : source.dropped) {
    text += "        " + std::to_string(count) + " left out: " + reason + "\n";
  }
  return text;
}

std::string site_line(const SiteReport& site) {
  std::string text = "site    " + site.site + "  " + counted(site.hosts, "host") + ": " +
                     std::to_string(site.fresh) + " new, " + std::to_string(site.changed) +
                     " changed, " + std::to_string(site.gone) + " gone";
  if (site.commit) {
    text += "  → " + site.branch + " " + site.commit->substr(0, 9);
  } else if (site.paths.empty()) {
    text += "  nothing to commit";
  } else {
    text += "  " + counted(site.paths.size(), "file");
  }
  return text + "\n";
}

std::string account_line(const DiscoverReport& report) {
  std::string text = "account " + counted(report.collected, "row") + " − " +
                     std::to_string(report.written) + " in host files";
  size_t explained = 0;
  std::vector<std::string> reasons;
  for (const auto& [reason, count] : report.explained) {
    explained += count;
    reasons.push_back(std::to_string(count) + " " + reason);
  }
  text += " − " + std::to_string(explained) + " explained = " + std::to_string(report.unaccounted) +
          "\n";
  for (const std::string& reason : reasons) text += "        " + reason + "\n";
  return text;
}

}  // namespace

size_t SourceReport::dropped_rows() const {
  size_t rows = 0;
  for (const auto& [reason, count] : dropped) rows += count;
  return rows;
}

nlohmann::json to_json(const DiscoverReport& report) {
  nlohmann::json json{{"format_version", 1},
                      {"run", report.run},
                      {"collected", report.collected},
                      {"written", report.written},
                      {"explained", report.explained},
                      {"unaccounted", report.unaccounted},
                      {"pushed", report.pushed},
                      {"notes", diagnostics_json(report.notes)},
                      {"sources", nlohmann::json::array()},
                      {"sites", nlohmann::json::array()}};
  for (const SourceReport& source : report.sources) {
    json["sources"].push_back({{"source", source.id},
                               {"site", source.site},
                               {"facts", source.facts},
                               {"dropped", source.dropped_rows()},
                               {"dropped_for", source.dropped},
                               {"placed_by", source.placed},
                               {"failed", source.failed()},
                               {"trouble", diagnostics_json(source.trouble)}});
  }
  for (const SiteReport& site : report.sites) {
    nlohmann::json one{{"site", site.site},       {"hosts", site.hosts}, {"new", site.fresh},
                       {"changed", site.changed}, {"gone", site.gone},   {"files", site.paths}};
    if (!site.branch.empty()) one["branch"] = site.branch;
    if (site.commit) one["commit"] = *site.commit;
    json["sites"].push_back(std::move(one));
  }
  return json;
}

std::string render(const DiscoverReport& report) {
  std::string text;
  for (const SourceReport& source : report.sources) text += source_line(source);
  text += account_line(report);
  for (const SiteReport& site : report.sites) text += site_line(site);
  return text;
}

}  // namespace muster
