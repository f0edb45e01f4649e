#include "flow/validate.h"

#include "core/text.h"
#include "flow/approvals/approvals.h"
#include "flow/history/conflicts.h"
#include "flow/records/record_files.h"
#include "inventory/data/check_data.h"

namespace muster {

namespace {

void add_conflicts(const Inventory& inventory, Diagnostics& findings) {
  for (const Conflict& one : host_conflicts(inventory)) {
    findings.add(Error(one.kind + ": " + one.what)
                     .at(inventory.find(one.id)->where("observed.attention"))
                     .mend(join(one.commands, ", or "))
                     .as(Severity::warning));
  }
}

}  // namespace

Validation validate(const Workspace& workspace, const std::optional<ObjectId>& commit,
                    const std::optional<ObjectId>& base, Depth depth) {
  Validation out;
  const auto config = check_config(workspace, commit, out.findings);
  const auto inventory = load_hosts(workspace, commit, out.findings);
  if (config) check_inventory(*inventory, *config, out.findings);
  load_record_files(workspace, commit, out.findings);
  if (config && depth == Depth::data) {
    check_data(*inventory, *config, out.findings);
    add_conflicts(*inventory, out.findings);
  }
  if (base) {
    const ObjectId head = commit ? *commit : require_commit(workspace.repo, "HEAD");
    check_approvals(workspace, *base, head, out.findings);
  }
  out.hosts = inventory->files.size();
  out.config = config ? config->file : "muster.yaml";
  out.findings.sort();
  return out;
}

}  // namespace muster
