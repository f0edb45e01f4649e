#include "view/record.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "core/json.h"
#include "core/text.h"
#include "search/record_json.h"
#include "view/errors.h"

namespace muster {
namespace {

constexpr size_t values_a_line = 3;

std::string shown_bytes(const std::string& text) {
  constexpr std::array<const char*, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  const auto bytes = parse_int(text);
  if (!bytes) return text;
  auto size = static_cast<double>(*bytes);
  size_t unit = 0;
  for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
  return fmt::format("{:.{}f} {}", size, unit == 0 ? 0 : 1, units.at(unit));
}

std::string shown_value(const RecordValue& value) {
  return value.type == ValueType::bytes ? shown_bytes(value.text) : value.text;
}

template <class List>
std::vector<std::string> rendered(const List& list) {
  std::vector<std::string> out;
  for (const auto& one : list) out.push_back(render(one));
  return out;
}

std::vector<std::string> told_values(const Record& record) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out.push_back(name + " " + value);
  };
  add("serial", record.serial);
  add("uuid", record.uuid);
  add("mac", join(rendered(record.macs), ", "));
  add("address", join(rendered(record.addresses), ", "));
  for (const auto& [name, value] : record.attributes) add(name, shown_value(value));
  for (const Relation& one : record.relations) add(one.name, one.kind + " " + one.id);
  if (record.heard) add("heard", render_time(*record.heard) + (record.stale ? " (stale)" : ""));
  add("link", record.link);
  return out;
}

}  // namespace

std::string record_text(const Record& record) {
  std::string text;
  const auto values = told_values(record);
  for (size_t i = 0; i < values.size(); i += values_a_line) {
    const auto end = std::min(i + values_a_line, values.size());
    text += "        " + join(std::span(values).subspan(i, end - i), " · ") + "\n";
  }
  return text;
}

std::string connectors_text(const std::vector<ConnectorEntry>& entries) {
  std::string text;
  for (const ConnectorEntry& one : entries) {
    const std::string from =
        one.file.empty() ? "" : "  (" + one.file + (one.replaces ? ", in place of muster's)" : ")");
    text += fmt::format("{:<12} {}{}\n", one.name,
                        one.wrong.empty() ? one.about : "CANNOT BE READ: " + one.wrong, from);
  }
  return text;
}

std::string connectors_json(const std::vector<ConnectorEntry>& entries) {
  nlohmann::json json{{"format_version", 1}, {"connectors", nlohmann::json::array()}};
  for (const ConnectorEntry& one : entries) {
    nlohmann::json entry{{"name", one.name}, {"about", one.about}, {"shipped", one.file.empty()}};
    if (!one.file.empty()) entry["file"] = one.file;
    if (one.replaces) entry["replaces"] = true;
    if (!one.wrong.empty()) entry["wrong"] = one.wrong;
    json["connectors"].push_back(std::move(entry));
  }
  return render_json(json);
}

std::string connector_run_text(const ConnectorRun& run, size_t most) {
  std::map<std::string, size_t> kinds;
  std::string rows;
  for (const Record& record : run.records) {
    if (++kinds[record.kind] > most) continue;
    rows += fmt::format("{:<8}{}  id {}\n{}", record.kind,
                        record.name.empty() ? "(no name)" : record.name, record.id,
                        record_text(record));
  }
  std::string text = fmt::format("source  {}  answer {}, {}, {} of hosts\n", run.source, run.answer,
                                 counted(run.records.size(), "record"), counted(run.facts, "row"));
  for (const auto& [kind, count] : kinds)
    text += fmt::format("        {} of kind {}\n", count, kind);
  for (const auto& [reason, count] : run.dropped) {
    text += fmt::format("        {} {}\n", count, reason);
  }
  return text + rows;
}

std::string connector_run_json(const ConnectorRun& run) {
  nlohmann::json json{{"format_version", 1},
                      {"source", run.source},
                      {"answer", run.answer},
                      {"facts", run.facts},
                      {"dropped", run.dropped},
                      {"trouble", errors_list(run.trouble)},
                      {"records", nlohmann::json::array()}};
  for (const Record& record : run.records) json["records"].push_back(to_json(record));
  return render_json(json);
}

}  // namespace muster
