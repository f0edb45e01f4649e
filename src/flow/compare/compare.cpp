#include "flow/compare/compare.h"

#include "flow/import.h"
#include "flow/trust.h"

namespace muster {
namespace {

// Why a host is not compared; "" = it is.
std::string reason_against(const Host& host, const Config& config) {
  if (host.approval == Approval::rejected) return "rejected";
  if (effective_state(host) == State::gone) return "gone";
  const ClassConfig* kind = config.classification(host.classification);
  if (kind == nullptr || kind->netbox == Becomes::nothing) return "classified as nothing in NetBox";
  return effective_name(host).empty() ? "without a name" : "";
}

}  // namespace

Comparison compare_with_netbox(const Workspace& workspace, const View& view,
                               const std::string& target, bool allow_commands, ReadWires wires,
                               std::stop_token stop) {
  const TargetConfig& chosen = choose_netbox(view.config, target);
  const Trust trust = trust_of(workspace, view.config, "", allow_commands, wires.runner);
  const Secrets secrets = fetch_secrets(chosen, wires.runner, trust);
  const auto reader = netbox_survey(std::get<NetboxConfig>(chosen.settings), secrets, wires);
  std::map<std::string, size_t> left_out;
  std::vector<const HostFile*> hosts;
  for (const auto& file : view.inventory.files) {
    const std::string reason = reason_against(file->host, view.config);
    if (reason.empty()) {
      hosts.push_back(file.get());
    } else {
      ++left_out[reason];
    }
  }
  auto desired = reader->desired(hosts, view.config);
  wires.progress.phase("reading " + chosen.name);
  const Snapshot actual = reader->read(desired, stop);
  desired = reader->adapt(std::move(desired), actual);
  const auto objects = reader->objects(view.config, stop);
  Comparison out = compare_sides({.desired = desired,
                                  .actual = actual,
                                  .kinds = reader->kinds(),
                                  .objects = objects,
                                  .inventory = view.inventory,
                                  .config = view.config});
  out.left_out = std::move(left_out);
  out.target = chosen.name;
  out.version = actual.version;
  out.address = reader->address();
  return out;
}

}  // namespace muster
