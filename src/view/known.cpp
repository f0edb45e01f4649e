#include "view/known.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "search/record_json.h"
#include "view/record.h"

namespace muster {
namespace {

std::string addresses_text(const Host& host) {
  std::vector<std::string> parts;
  for (const Interface& one : effective_interfaces(host)) {
    if (one.mac) parts.push_back(render(*one.mac));
    for (const Cidr& address : one.addresses) parts.push_back(render(address));
  }
  return join(parts, " · ");
}

std::string record_head(const KnownRecord& one) {
  std::string text = fmt::format("  {}  {} {}  id {}  told {}", one.source, one.record.kind,
                                 one.record.name.empty() ? "(no name)" : one.record.name,
                                 one.record.id, render_time(one.last_seen));
  if (one.missing) text += "  NOT TOLD ANY MORE";
  if (one.record.stale) text += "  STALE";
  return text + "  by " + one.because + "\n";
}

nlohmann::json known_record_json(const KnownRecord& one) {
  nlohmann::json json = to_json(one.record);
  json["source"] = one.source;
  json["site"] = one.site;
  json["first_seen"] = render_time(one.first_seen);
  json["last_seen"] = render_time(one.last_seen);
  json["missing"] = one.missing;
  json["because"] = one.because;
  return json;
}

}  // namespace

std::string found_text(const FoundReport& report) {
  const SearchResult& result = report.result;
  if (result.hits.empty()) return "nothing is known by these words\n";
  std::string text;
  if (result.substring) text = "no word begins so; these have it inside\n";
  for (const SearchHit& hit : result.hits) {
    text += fmt::format("{:<7} {}  {}\n        {}\n", hit.what,
                        hit.name.empty() ? "(no name)" : hit.name, hit.ref, hit.detail);
  }
  return text;
}

std::string found_json(const FoundReport& report) {
  nlohmann::json json{{"format_version", 1},
                      {"words", report.words},
                      {"substring", report.result.substring},
                      {"hits", nlohmann::json::array()}};
  for (const SearchHit& hit : report.result.hits) {
    json["hits"].push_back(
        {{"what", hit.what}, {"ref", hit.ref}, {"name", hit.name}, {"detail", hit.detail}});
  }
  return render_json(json);
}

std::string known_text(const std::vector<KnownHost>& hosts) {
  std::string text;
  for (const auto& [file, records] : hosts) {
    const Host& host = file->host;
    text += fmt::format("{}  {}  {}  {}  {}\n  {}\n  {}\n", effective_name(host),
                        effective_site(host), host.classification, word(host.approval),
                        word(effective_state(host)), addresses_text(host), file->path);
    for (const Attachment& place : host.observed.attached) {
      text += fmt::format("  at {} {} ({})\n", place.device, place.port, word(place.confidence));
    }
    if (!host.observed.sources.empty()) {
      text += fmt::format("  seen by {}\n", join(host.observed.sources, ", "));
    }
    if (!host.observed.attention.empty()) {
      text += fmt::format("  attention: {}\n", join(host.observed.attention, ", "));
    }
    for (const KnownRecord& one : records) text += record_head(one) + record_text(one.record);
  }
  return text;
}

std::string known_json(const std::vector<KnownHost>& hosts, const std::string& question) {
  nlohmann::json json{
      {"format_version", 1}, {"question", question}, {"hosts", nlohmann::json::array()}};
  for (const auto& [file, records] : hosts) {
    nlohmann::json one{{"id", file->host.id},
                       {"name", effective_name(file->host)},
                       {"site", effective_site(file->host)},
                       {"path", file->path},
                       {"records", nlohmann::json::array()}};
    for (const KnownRecord& record : records) one["records"].push_back(known_record_json(record));
    json["hosts"].push_back(std::move(one));
  }
  return render_json(json);
}

}  // namespace muster
