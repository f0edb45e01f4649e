#include "flow/validate.h"

#include "flow/approvals/approvals.h"

namespace muster {

Validation validate(const Workspace& workspace, const std::optional<ObjectId>& commit,
                    const std::optional<ObjectId>& base) {
  Validation out;
  const auto config = check_config(workspace, commit, out.findings);
  const auto inventory = load_hosts(workspace, commit, out.findings);
  if (config) check_inventory(*inventory, *config, out.findings);
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
