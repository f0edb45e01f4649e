#include "flow/bulk/sheet.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/csv.h"
#include "core/text.h"
#include "flow/bulk/row.h"
#include "model/host_fields.h"

namespace muster {
namespace {

// What a sheet says is what people wrote; a name or tags that they did not write stand beside it.
std::vector<std::string> sheet_head() {
  std::vector<std::string> head{"id"};
  for (const std::string_view column : decided_columns) head.emplace_back(column);
  for (const char* column : {"seen_name", "site", "state", "address", "mac", "vendor", "model",
                             "proposed", "proposed_tags", "attention", "blob"}) {
    head.emplace_back(column);
  }
  return head;
}

std::string sheet_row(const HostFile& file) {
  const Host& host = file.host;
  const Observed& seen = host.observed;
  std::vector<std::string> cells{host.id};
  for (const std::string_view column : decided_columns) {
    cells.push_back(setting_value(host, column));
  }
  for (std::string cell :
       {seen.name, effective_site(host), std::string(word(effective_state(host))),
        known_address(host), known_mac(host), in_force<&Observed::vendor>(host),
        in_force<&Observed::model>(host), seen.proposed.classification,
        join(seen.proposed.tags, ", "), join(seen.attention, " "), blob_id(file.text)}) {
    cells.push_back(std::move(cell));
  }
  return csv_row(cells);
}

std::string one_list(const std::string& text) {
  std::vector<std::string> items;
  for (const std::string& item : split(text, ',')) {
    if (!trim(item).empty()) items.emplace_back(trim(item));
  }
  return join(items, ", ");
}

// A sheet shows what people wrote, so that an empty cell takes that away.
std::vector<Setting> settings_of_row(const Host& host, const SheetRow& row) {
  std::vector<Setting> settings;
  for (const auto& [column, cell] : row.cells) {
    const bool list = column == "tags" || column == "aliases";
    const std::string wanted = list ? one_list(cell) : cell;
    if (wanted != setting_value(host, column)) settings.push_back({column, wanted});
  }
  return settings;
}

}  // namespace

std::string sheet_text(const std::vector<const HostFile*>& hosts) {
  std::string text = csv_row(sheet_head());
  for (const HostFile* file : hosts) text += sheet_row(*file);
  return text;
}

std::vector<SheetRow> parse_sheet(std::string_view text, const std::string& file,
                                  Diagnostics& trouble) {
  const auto table = parse_csv(text, file);
  const auto head = table.empty() ? std::vector<std::string>() : table.front().cells;
  if (std::find(head.begin(), head.end(), "id") == head.end()) {
    throw Error("the first line names no column \"id\"", Exit::usage)
        .at({file, 1, 0, ""})
        .mend("begin with what muster sheet export writes");
  }
  std::vector<SheetRow> rows;
  std::set<std::string> seen;
  for (size_t r = 1; r < table.size(); ++r) {
    SheetRow row{"", "", {file, table[r].line, 0, ""}, {}};
    for (size_t i = 0; i < std::min(head.size(), table[r].cells.size()); ++i) {
      const std::string& cell = table[r].cells[i];
      if (head[i] == "id") row.id = std::string(trim(cell));
      if (head[i] == "blob") row.blob = std::string(trim(cell));
      const bool decided = std::find(std::begin(decided_columns), std::end(decided_columns),
                                     head[i]) != std::end(decided_columns);
      if (decided) row.cells[head[i]] = cell;
    }
    if (!seen.insert(row.id).second) {
      trouble.add(Error(fmt::format("host \"{}\" has a row already", clean(row.id)), Exit::usage)
                      .at(row.where)
                      .mend("keep one of the two"));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

DecisionReport import_sheet(Workspace& workspace, const std::vector<SheetRow>& rows,
                            Decision decision, Runner& runner, std::stop_token stop) {
  Diagnostics trouble;
  const auto inventory = load_hosts(workspace, {}, trouble);
  require_valid(trouble);
  std::map<std::string, const SheetRow*> by_id;
  std::vector<std::string> lost;
  decision.choice.listed.emplace();
  for (const SheetRow& row : rows) {
    const HostFile* file = inventory->find(row.id);
    if (file == nullptr) {
      lost.push_back(row.id);
    } else if (!settings_of_row(file->host, row).empty()) {
      by_id.emplace(row.id, &row);
      decision.seen.emplace(row.id, row.blob);
      decision.choice.listed->push_back(row.id);
    }
  }
  decision.checked = true;
  decision.settings = [&](const HostFile& file) {
    return settings_of_row(file.host, *by_id.at(file.host.id));
  };
  DecisionReport report;
  report.what = decision.what;
  report.values = true;
  report.dry_run = decision.dry_run;
  if (!by_id.empty()) report = decide(workspace, decision, runner, stop);
  report.lost = std::move(lost);
  return report;
}

}  // namespace muster
