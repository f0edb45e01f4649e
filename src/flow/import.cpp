#include "flow/import.h"

#include <algorithm>
#include <set>

#include "core/text.h"
#include "flow/trust.h"
#include "target/netbox/import.h"
#include "wire/files.h"

namespace muster {
namespace {

// Hosts that a file has already: by id, by name at the site, or by a MAC.
class Known {
 public:
  explicit Known(const Inventory& inventory) : inventory_(inventory) {
    for (const auto& file : inventory.files) {
      const Host& host = file->host;
      names_.insert({effective_site(host), effective_name(host)});
      for (const Interface& interface : effective_interfaces(host)) {
        if (interface.mac) macs_.insert({effective_site(host), *interface.mac});
      }
    }
  }

  bool has(const Host& host) const {
    const Observed& seen = host.observed;
    return inventory_.find(host.id) != nullptr || names_.contains({seen.site, seen.name}) ||
           std::any_of(seen.interfaces.begin(), seen.interfaces.end(), [&](const Interface& one) {
             return one.mac && macs_.contains({seen.site, *one.mac});
           });
  }

 private:
  const Inventory& inventory_;
  std::set<std::pair<std::string, std::string>> names_;
  std::set<std::pair<std::string, Mac>> macs_;
};

}  // namespace

const TargetConfig& choose_netbox(const Config& config, const std::string& wanted) {
  std::vector<std::string> names;
  for (const TargetConfig& target : config.targets) {
    if (target.kind() != NetboxConfig::kind) continue;
    if (target.name == wanted) return target;
    names.push_back(target.name);
  }
  if (!wanted.empty()) {
    throw Error("no NetBox is called \"" + clean(wanted) + "\" in muster.yaml", Exit::usage)
        .mend(suggestion(wanted, names));
  }
  if (names.size() != 1) {
    throw Error(names.empty() ? "no NetBox is configured" : "there are several NetBoxes",
                names.empty() ? Exit::invalid : Exit::usage)
        .mend(names.empty() ? "add one under targets: in muster.yaml"
                            : "say which with --target: " + join(names, ", "));
  }
  return choose_netbox(config, names.front());
}

ImportReport import_netbox_files(Workspace& workspace, const ImportOptions& options,
                                 ReadWires wires, std::stop_token stop) {
  Diagnostics trouble;
  const View view = load_view(workspace, {}, trouble);
  require_valid(trouble);
  const TargetConfig& target = choose_netbox(view.config, options.target);
  const Trust trust = trust_of(workspace, view.config, "", options.allow_commands, wires.runner);
  const Secrets secrets = fetch_secrets(target, wires.runner, trust);
  wires.progress.phase("reading " + target.name);
  Imported found =
      import_netbox(std::get<NetboxConfig>(target.settings), secrets, view.config, wires, stop);
  ImportReport report;
  report.target = target.name;
  report.dry_run = options.dry_run;
  report.skipped = std::move(found.skipped);
  const Known known(view.inventory);
  report.known = std::erase_if(found.hosts, [&](const Host& host) { return known.has(host); });
  const auto changes = plan_files(view.inventory, found.hosts, report.trouble);
  for (const FileChange& change : changes) {
    if (!options.dry_run) write_below(workspace.root, change.path, *change.text);
    if (change.path.starts_with("hosts/")) report.written.push_back(change.path);
  }
  if (!options.dry_run) flush_below(workspace.root);
  return report;
}

}  // namespace muster
