#include "collect/collector.h"

#include <algorithm>
#include <array>

#include "collect/dhcp_leases/dhcp_leases.h"
#include "collect/mikrotik/mikrotik.h"
#include "collect/proxmox/proxmox.h"
#include "collect/sweep/sweep.h"
#include "collect/switch/collect.h"
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

constexpr std::array<Collector, 5> kCollectors{{
    {"dhcp-leases", "DHCP leases of dnsmasq, ISC dhcpd or Kea, here or over SSH", Round::first,
     each<collect_dhcp_leases>},
    {"mikrotik", "RouterOS by REST or API: leases, ARP, bridge hosts, stations", Round::first,
     each<collect_mikrotik>},
    {"proxmox", "Proxmox VE by its API: virtual machines and containers", Round::first,
     each<collect_proxmox>},
    {"sweep",
     "who answers on a network: ARP, IPv6 discovery, probes across routers; and their names",
     Round::last, collect_sweep},
    {"switch", "switches and routers by SNMP: ports, forwarding tables, neighbours, ARP",
     Round::first, collect_switches},
}};
static_assert(std::is_sorted(kCollectors.begin(), kCollectors.end(),
                             [](const Collector& a, const Collector& b) {
                               return a.name < b.name;
                             }));

// Puts the observations of all sources of one kind into their places.
void collect_kind(std::string_view kind, std::span<const Source> sources,
                  std::span<const Observation> earlier, std::vector<Observation>& observations,
                  Wires& wires, std::stop_token stop) {
  std::vector<Source> mine;
  std::vector<size_t> places;
  for (size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].config.kind != kind) continue;
    mine.push_back(sources[i]);
    places.push_back(i);
  }
  std::vector<Observation> seen;
  try {
    const Collector* collector = find_collector(kind);
    if (collector == nullptr) throw Error("there is no collector \"" + std::string(kind) + "\"");
    seen = collector->collect(mine, earlier, wires, std::move(stop));
  } catch (const std::exception& error) {
    seen.clear();
    for (const Source& source : mine) {
      seen.push_back(failed(source, Error(source.config.id() + ": " + error.what())));
    }
  }
  for (size_t i = 0; i < places.size(); ++i) observations[places[i]] = std::move(seen.at(i));
}

Round round_of(const Source& source) {
  const Collector* collector = find_collector(source.config.kind);
  return collector == nullptr ? Round::first : collector->round;
}

// Observations in the order of `sources`; those of the other round stay empty.
std::vector<Observation> collect_round(Round round, std::span<const Source> sources,
                                       std::span<const Observation> earlier, Wires& wires,
                                       const std::stop_token& stop) {
  std::vector<std::string> kinds;
  for (const Source& source : sources) {
    if (round_of(source) != round) continue;
    if (std::find(kinds.begin(), kinds.end(), source.config.kind) == kinds.end()) {
      kinds.push_back(source.config.kind);
    }
  }
  std::vector<Observation> observations(sources.size());
  parallel_for(kinds.size(), kinds.size(), [&](size_t i) {
    collect_kind(kinds[i], sources, earlier, observations, wires, stop);
  });
  return observations;
}

}  // namespace

void fetch_secrets(Source& source, Runner& runner, bool allow_commands) {
  const auto fetch = [&](const SecretRef& ref, Secret& secret) {
    if (!ref.empty()) secret = resolve(ref, runner, allow_commands);
  };
  fetch(source.config.password, source.password);
  fetch(source.config.token, source.token);
  fetch(source.config.snmp.community, source.community);
  fetch(source.config.snmp.privacy, source.privacy);
}

Observation failed(const Source& source, Error error) {
  Observation observation;
  observation.source = source.config.id();
  observation.site = source.config.site;
  observation.trouble.add(std::move(error));
  return observation;
}

std::span<const Collector> collectors() { return kCollectors; }

const Collector* find_collector(std::string_view name) {
  const auto found = std::find_if(kCollectors.begin(), kCollectors.end(),
                                  [&](const Collector& c) { return c.name == name; });
  return found == kCollectors.end() ? nullptr : &*found;
}

std::vector<Observation> collect_all(std::span<const Source> sources, Wires& wires,
                                     std::stop_token stop) {
  auto observations = collect_round(Round::first, sources, {}, wires, stop);
  auto late = collect_round(Round::last, sources, observations, wires, stop);
  for (size_t i = 0; i < sources.size(); ++i) {
    if (round_of(sources[i]) == Round::last) observations[i] = std::move(late[i]);
  }
  return observations;
}

}  // namespace muster
