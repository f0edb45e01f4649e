#include "collect/collector.h"

#include <algorithm>
#include <array>

#include "collect/connector/connector.h"
#include "collect/dhcp_leases/dhcp_leases.h"
#include "collect/losses.h"
#include "collect/mikrotik/mikrotik.h"
#include "collect/proxmox/proxmox.h"
#include "collect/sweep/sweep.h"
#include "collect/switch/collect.h"
#include "collect/vsphere/vsphere.h"
#include "core/pool.h"

namespace muster {
namespace {

constexpr size_t kMostThreads = 32;

using CollectOne = Observation (*)(const Source& source, Wires& wires, std::stop_token stop);

// What one source does wrong must not stop the others.
template <CollectOne Collect>
std::vector<Observation> each(std::span<const Source> sources, std::span<const Observation>,
                              Wires& wires, std::stop_token stop) {
  std::vector<Observation> observations(sources.size());
  parallel_for(sources.size(), std::min(sources.size(), kMostThreads), [&](size_t i) {
    try {
      observations[i] = Collect(sources[i], wires, stop);
    } catch (const std::exception& error) {
      observations[i] = failed(sources[i], Error(sources[i].config.id() + ": " + error.what()));
    }
  });
  return observations;
}

// In the order of config/sources.h.
constexpr std::array kCollectors{
    Collector{ConnectorConfig::kind, Round::first, each<collect_connector>},
    Collector{DhcpLeasesConfig::kind, Round::first, each<collect_dhcp_leases>},
    Collector{MikrotikConfig::kind, Round::first, each<collect_mikrotik>},
    Collector{ProxmoxConfig::kind, Round::first, each<collect_proxmox>},
    Collector{SweepConfig::kind, Round::last, collect_sweep},
    Collector{SwitchConfig::kind, Round::first, collect_switches},
    Collector{VsphereConfig::kind, Round::first, each<collect_vsphere>},
};

// A row for each kind of config/sources.h, at its place.
template <class... Kinds>
constexpr bool complete(const std::variant<Kinds...>*) {
  constexpr std::array<std::string_view, sizeof...(Kinds)> kinds{Kinds::kind...};
  return std::equal(
      kCollectors.begin(), kCollectors.end(), kinds.begin(), kinds.end(),
      [](const Collector& collector, std::string_view kind) { return collector.kind == kind; });
}
static_assert(complete(static_cast<const SourceSettings*>(nullptr)));

// Puts the observations of all sources of one kind into their places.
void collect_kind(const Collector& collector, std::span<const Source> sources,
                  std::span<const Observation> earlier, std::vector<Observation>& observations,
                  Wires& wires, std::stop_token stop) {
  std::vector<Source> mine;
  std::vector<size_t> places;
  for (size_t i = 0; i < sources.size(); ++i) {
    if (&collector_of(sources[i].config) != &collector) continue;
    mine.push_back(sources[i]);
    places.push_back(i);
  }
  if (mine.empty()) return;
  std::vector<Observation> seen;
  try {
    seen = collector.collect(mine, earlier, wires, std::move(stop));
  } catch (const std::exception& error) {
    seen.clear();
    for (const Source& source : mine) {
      seen.push_back(failed(source, Error(source.config.id() + ": " + error.what())));
    }
  }
  for (size_t i = 0; i < places.size(); ++i) {
    warn_of_losses(seen.at(i));
    observations[places[i]] = std::move(seen[i]);
  }
}

// Observations in the order of `sources`; those of the other round stay empty.
std::vector<Observation> collect_round(Round round, std::span<const Source> sources,
                                       std::span<const Observation> earlier, Wires& wires,
                                       const std::stop_token& stop) {
  std::vector<Observation> observations(sources.size());
  parallel_for(kCollectors.size(), kCollectors.size(), [&](size_t i) {
    if (kCollectors[i].round != round) return;
    collect_kind(kCollectors[i], sources, earlier, observations, wires, stop);
  });
  return observations;
}

}  // namespace

Observation failed(const Source& source, Error error) {
  Observation observation;
  observation.source = source.config.id();
  observation.site = source.config.site;
  observation.trouble.add(std::move(error));
  return observation;
}

const Collector& collector_of(const SourceConfig& source) {
  return kCollectors.at(source.settings.index());
}

std::vector<Observation> collect_all(std::span<const Source> sources, Wires& wires,
                                     std::stop_token stop) {
  auto observations = collect_round(Round::first, sources, {}, wires, stop);
  auto late = collect_round(Round::last, sources, observations, wires, stop);
  for (size_t i = 0; i < sources.size(); ++i) {
    if (collector_of(sources[i].config).round == Round::last) observations[i] = std::move(late[i]);
  }
  return observations;
}

}  // namespace muster
