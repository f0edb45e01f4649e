#include "flow/history/object_changes.h"

#include <algorithm>

#include "core/text.h"
#include "flow/import.h"
#include "flow/trust.h"
#include "target/netbox/changes.h"

namespace muster {
namespace {

bool passes_filter(const NetboxChange& change, const HistoryFilter& filter) {
  if (lower(change.person).find(lower(filter.person)) == std::string::npos) return false;
  if (filter.since && change.time < *filter.since) return false;
  return !filter.until || change.time < *filter.until + std::chrono::days(1);
}

std::vector<const TargetConfig*> netboxes(const Config& config,
                                          const std::vector<std::string>& names) {
  std::vector<const TargetConfig*> out;
  for (const std::string& name : names) out.push_back(&choose_netbox(config, name));
  if (!names.empty()) return out;
  for (const TargetConfig& target : config.targets) {
    if (target.kind() == NetboxConfig::kind) out.push_back(&target);
  }
  if (out.empty()) out.push_back(&choose_netbox(config, ""));
  return out;
}

}  // namespace

void add_object_changes(const Workspace& workspace, const HistoryFilter& filter,
                        const ChangeLogOptions& options, History& history, ReadWires wires,
                        std::stop_token stop) {
  Diagnostics notes;
  const Config config = load_config(workspace, std::nullopt, notes);
  const Trust trust = trust_of(workspace, config, "", options.allow_commands, wires.runner);
  for (const TargetConfig* target : netboxes(config, options.targets)) {
    wires.progress.phase("reading the change log of " + target->name);
    NetboxChanges read =
        netbox_changes(std::get<NetboxConfig>(target->settings),
                       fetch_secrets(*target, wires.runner, trust), history.host, wires, stop);
    history.more = history.more || read.more;
    for (NetboxChange& change : read.rows) {
      if (!filter.source.empty() || !passes_filter(change, filter)) continue;
      history.changes.push_back({target->name, std::move(change)});
    }
  }
  std::stable_sort(
      history.changes.begin(), history.changes.end(),
      [](const ObjectChange& a, const ObjectChange& b) { return a.change.time > b.change.time; });
  if (history.changes.size() <= filter.limit) return;
  history.changes.resize(filter.limit);
  history.more = true;
}

}  // namespace muster
