#include "target/netbox/nodes.h"

#include "core/text.h"
#include "target/netbox/wanted.h"

namespace muster::netbox {
namespace {

constexpr size_t cluster_limit = 100;

}  // namespace

const ClassConfig* becoming(const Config& config, const HostFile& file) {
  const Host& host = file.host;
  const ClassConfig* kind = config.classification(host.classification);
  const bool gone = host.approval != Approval::approved || effective_state(host) == State::gone;
  if (kind == nullptr || kind->netbox == Becomes::nothing || gone || host.release) return nullptr;
  const bool named =
      !clean(effective_name(host), name_limit).empty() && !effective_site(host).empty();
  return named ? kind : nullptr;
}

std::string cluster_name(const Host& host, const ClassConfig& kind) {
  const auto& guest = host.observed.guest;
  return clean(guest && !guest->cluster.empty() ? guest->cluster : kind.cluster, cluster_limit);
}

std::string platform_of(const Host& machine) {
  const auto& guest = machine.observed.guest;
  return guest && !guest->platform.empty() ? guest->platform : "virtual";
}

Nodes::Nodes(const Config& config, std::span<const HostFile* const> hosts) {
  for (const HostFile* file : hosts) {
    const ClassConfig* kind = becoming(config, *file);
    if (kind != nullptr && kind->netbox == Becomes::device) called_.add(*file);
  }
  for (const HostFile* file : hosts) {
    const ClassConfig* kind = becoming(config, *file);
    if (kind == nullptr || kind->netbox != Becomes::vm) continue;
    const HostFile* node = told_node(*file);
    const std::string cluster = cluster_name(file->host, *kind);
    if (node == nullptr || cluster.empty()) continue;
    clusters_[node].names.insert(cluster);
    clusters_[node].platform = netbox::platform_of(file->host);
  }
}

const HostFile* Nodes::told_node(const HostFile& machine) const {
  const auto& guest = machine.host.observed.guest;
  if (!guest || guest->node.empty()) return nullptr;
  const HostFile* node = called_.find(machine.host.observed.site, guest->node);
  const bool here = node != nullptr && node != &machine &&
                    effective_site(node->host) == effective_site(machine.host);
  return here ? node : nullptr;
}

const HostFile* Nodes::node_of(const HostFile& machine) const {
  const HostFile* node = told_node(machine);
  return node != nullptr && !cluster_of(*node).empty() ? node : nullptr;
}

std::string Nodes::cluster_of(const HostFile& device) const {
  const auto found = clusters_.find(&device);
  if (found == clusters_.end() || found->second.names.size() != 1) return "";
  return *found->second.names.begin();
}

std::string Nodes::platform_of(const HostFile& device) const {
  const auto found = clusters_.find(&device);
  return found == clusters_.end() ? "" : found->second.platform;
}

}  // namespace muster::netbox
