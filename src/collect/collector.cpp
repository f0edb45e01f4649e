#include "collect/collector.h"

#include <algorithm>
#include <array>

#include "collect/mikrotik.h"
#include "collect/proxmox.h"
#include "core/pool.h"

namespace muster {
namespace {

constexpr size_t kMostThreads = 32;

constexpr std::array<Collector, 2> kCollectors{{
    {"mikrotik", "RouterOS 7 by REST: leases, ARP, bridge hosts, neighbours", collect_mikrotik},
    {"proxmox", "Proxmox VE by its API: virtual machines and containers", collect_proxmox},
}};
static_assert(std::is_sorted(kCollectors.begin(), kCollectors.end(),
                             [](const Collector& a, const Collector& b) {
                               return a.name < b.name;
                             }));

// What one source does wrong must not stop the others.
Observation collect_one(const Source& source, Wires& wires, std::stop_token stop) try {
  const Collector* collector = find_collector(source.config.kind);
  if (collector == nullptr) throw Error("there is no collector \"" + source.config.kind + "\"");
  return collector->collect(source, wires, std::move(stop));
} catch (const std::exception& error) {
  Observation failed;
  failed.source = source.config.id();
  failed.site = source.config.site;
  failed.trouble.add(Error(failed.source + ": " + error.what()));
  return failed;
}

}  // namespace

std::span<const Collector> collectors() { return kCollectors; }

const Collector* find_collector(std::string_view name) {
  const auto found = std::find_if(kCollectors.begin(), kCollectors.end(),
                                  [&](const Collector& c) { return c.name == name; });
  return found == kCollectors.end() ? nullptr : &*found;
}

std::vector<Observation> collect_all(std::span<const Source> sources, Wires& wires,
                                     std::stop_token stop) {
  std::vector<Observation> observations(sources.size());
  parallel_for(sources.size(), std::min(sources.size(), kMostThreads),
               [&](size_t i) { observations[i] = collect_one(sources[i], wires, stop); });
  return observations;
}

}  // namespace muster
