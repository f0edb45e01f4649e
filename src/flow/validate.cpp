#include "flow/validate.h"

namespace muster {

Validation validate(const Workspace& workspace, const std::optional<ObjectId>& commit) {
  Validation out;
  const auto config = check_config(workspace, commit, out.findings);
  const auto inventory = load_hosts(workspace, commit, out.findings);
  if (config) check_inventory(*inventory, *config, out.findings);
  out.hosts = inventory->files.size();
  out.config = config ? config->file : "muster.yaml";
  out.findings.sort();
  return out;
}

}  // namespace muster
