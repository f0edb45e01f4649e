#include "view/known.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "search/record_json.h"
#include "view/grid.h"
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
  if (one.record.stale || one.late) text += "  STALE";
  return text + (one.because.empty() ? "" : "  by " + one.because) + "\n";
}

std::string state_of(const KnownRecord& one) {
  return one.missing ? "missing" : one.record.stale || one.late ? "stale" : "present";
}

std::string kept_lines(const KnownHost& known) {
  std::string text;
  for (const PageLink& link : known.file->host.observed.links) {
    text += fmt::format("  page {}  {}\n", clean(link.source), clean(link.url, 1000));
  }
  if (known.backup) {
    text += fmt::format("  configuration {}  last changed {}\n", known.backup->path,
                        render_time(known.backup->time));
  }
  for (const HistoryEntry& entry : known.history) {
    text += fmt::format("  commit {}  {}  {}: {}\n", entry.commit.id.substr(0, 9),
                        render_time(entry.commit.time), inert(clean(entry.commit.author.name, 60)),
                        inert(clean(entry.commit.subject, 100)));
  }
  return text;
}

nlohmann::json kept_json(const KnownHost& known) {
  nlohmann::json json{{"links", nlohmann::json::array()}, {"history", nlohmann::json::array()}};
  for (const PageLink& link : known.file->host.observed.links) {
    json["links"].push_back({{"source", link.source}, {"url", link.url}});
  }
  for (const HistoryEntry& entry : known.history) {
    json["history"].push_back({{"commit", entry.commit.id},
                               {"time", render_time(entry.commit.time)},
                               {"author", entry.commit.author.name},
                               {"subject", entry.commit.subject}});
  }
  if (known.backup) {
    json["configuration"] = {{"path", known.backup->path},
                             {"changed", render_time(known.backup->time)}};
  }
  return json;
}

nlohmann::json known_record_json(const KnownRecord& one) {
  nlohmann::json json = to_json(one.record);
  json["source"] = one.source;
  json["site"] = one.site;
  json["first_seen"] = render_time(one.first_seen);
  json["last_seen"] = render_time(one.last_seen);
  json["missing"] = one.missing;
  json["state"] = state_of(one);
  json["because"] = one.because;
  return json;
}

}  // namespace

std::string found_text(const FoundReport& report) {
  const SearchResult& result = report.result;
  if (result.hits.empty()) return "nothing is known by these words\n";
  std::string text;
  if (result.substring) text = "no word begins so; these have it inside\n";
  if (result.some) text = "nothing has all of these words; these have most of them\n";
  for (const SearchHit& hit : result.hits) {
    text += fmt::format("{:<7} {}  {}\n        {}\n", hit.what,
                        hit.name.empty() ? "(no name)" : hit.name, hit.ref, hit.detail);
  }
  return inert_lines(text);
}

std::string found_json(const FoundReport& report) {
  nlohmann::json json{{"format_version", 1},
                      {"words", report.words},
                      {"substring", report.result.substring},
                      {"some", report.result.some},
                      {"hits", nlohmann::json::array()}};
  for (const SearchHit& hit : report.result.hits) {
    json["hits"].push_back(
        {{"what", hit.what}, {"ref", hit.ref}, {"name", hit.name}, {"detail", hit.detail}});
  }
  return render_json(json);
}

std::string known_text(const std::vector<KnownHost>& hosts) {
  std::string text;
  for (const KnownHost& known : hosts) {
    const HostFile* file = known.file;
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
    text += kept_lines(known);
    for (const KnownRecord& one : known.records) {
      text += record_head(one) + record_text(one.record);
    }
  }
  return inert_lines(text);
}

std::string known_records_text(const std::vector<KnownRecord>& records) {
  std::vector<GridRow> rows{{{"kind", "name", "site", "source", "state", "told", "id"}}};
  for (const KnownRecord& one : records) {
    rows.push_back({{one.record.kind, one.record.name.empty() ? "-" : inert(one.record.name),
                     one.site, one.source, state_of(one),
                     render_day(std::chrono::floor<std::chrono::days>(one.last_seen)),
                     inert(clean(one.record.id, 80))}});
  }
  return records.empty() ? "no records\n" : grid(rows, rows.front().cells.size(), {});
}

nlohmann::json known_records_list(const std::vector<KnownRecord>& records) {
  nlohmann::json list = nlohmann::json::array();
  for (const KnownRecord& one : records) list.push_back(known_record_json(one));
  return list;
}

std::string known_json(const std::vector<KnownHost>& hosts, const std::string& question) {
  nlohmann::json json{
      {"format_version", 1}, {"question", question}, {"hosts", nlohmann::json::array()}};
  for (const KnownHost& known : hosts) {
    const HostFile* file = known.file;
    nlohmann::json one{{"id", file->host.id},
                       {"name", effective_name(file->host)},
                       {"site", effective_site(file->host)},
                       {"path", file->path}};
    one.update(kept_json(known));
    one["records"] = known_records_list(known.records);
    json["hosts"].push_back(std::move(one));
  }
  return render_json(json);
}

}  // namespace muster
