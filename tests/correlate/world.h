// Short words for facts and observations.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "correlate/correlate.h"

namespace muster::test {

// MACs of hosts without a vendor that matters, and one of a guest.
inline constexpr auto A = "00:11:32:00:00:0a";
inline constexpr auto B = "00:11:32:00:00:0b";
inline constexpr auto G = "bc:24:11:aa:bb:cc";

inline Day day(int number) { return Day(std::chrono::days(20'000 + number)); }

inline Cidr cidr(const std::string& text) {
  if (const auto network = parse_cidr(text)) return *network;
  const Ip ip = parse_ip(text).value();
  return {ip, ip.width()};
}

inline std::optional<Cidr> maybe_cidr(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(cidr(text));
}

inline LeaseFact lease(const std::string& mac, const std::string& address,
                       const std::string& name = "") {
  LeaseFact out;
  out.address = maybe_cidr(address);
  out.mac = parse_mac(mac);
  if (!name.empty()) out.names.push_back({name, NameSource::lease});
  out.alive = true;
  return out;
}

inline LeaseFact reserved(const std::string& mac, const std::string& address,
                          const std::string& name) {
  LeaseFact out = lease(mac, address);
  out.names.push_back({name, NameSource::static_lease});
  out.fixed = true;
  return out;
}

inline ArpFact arp(const std::string& mac, const std::string& address) {
  ArpFact out;
  out.address = maybe_cidr(address);
  out.mac = parse_mac(mac).value();
  out.alive = true;
  return out;
}

// A row of a forwarding table.
struct Learnt {
  Mac mac;
  std::string port;
  std::vector<int> vlans;
};

inline Learnt seen_on(const std::string& mac, const std::string& port, int vlan = 0) {
  return {parse_mac(mac).value(), port, vlan > 0 ? std::vector{vlan} : std::vector<int>{}};
}

// What a source is made to tell.
using Told = std::variant<LeaseFact, ArpFact, NeighborFact, NicFact, DeviceFact, StationFact,
                          ProbeFact, Learnt>;

// The table with other rows: each row of it through `change`, which says whether the row stays.
template <class Change>
void change_forwarding(Observation& seen, Change&& change) {
  const ForwardingTable old = std::exchange(seen.forwarding, {});
  for (const Forwarded& row : old.rows()) {
    std::string port = old.port(row);
    if (change(row.mac, port)) seen.forwarding.add(row.mac, port, old.vlans(row), old.rule(row));
  }
}

// The rows of the table in another order.
template <class Draw>
void shuffle_forwarding(Draw& draw, Observation& seen) {
  const ForwardingTable old = std::exchange(seen.forwarding, {});
  std::vector<Forwarded> rows(old.rows().begin(), old.rows().end());
  draw.shuffle(rows);
  for (const Forwarded& row : rows) {
    seen.forwarding.add(row.mac, old.port(row), old.vlans(row), old.rule(row));
  }
}

inline void forward(Observation& seen, const Learnt& row) {
  seen.forwarding.add(row.mac, row.port, row.vlans, "base-port");
}

inline NicFact guest(long long id, const std::string& mac, const std::string& name,
                     const std::string& status = "running") {
  NicFact out;
  out.guest = {"proxmox", "pve1", "pve1-a", id, GuestKind::vm, status};
  out.identity = "proxmox:pve1/qemu/" + std::to_string(id);
  out.interface = "net0";
  if (!mac.empty()) out.mac = parse_mac(mac).value();
  out.names.push_back({name, NameSource::hypervisor});
  out.running = status == "running";
  return out;
}

inline DeviceFact own(const std::string& interface, const std::string& mac,
                      const std::string& address, const std::string& serial = "HGL012345") {
  DeviceFact out;
  out.interface = interface;
  out.mac = parse_mac(mac);
  if (!address.empty()) out.addresses.push_back(cidr(address));
  out.names.push_back({"core", NameSource::device});
  out.product = {"MikroTik", "", serial, "RouterOS 7.16"};
  return out;
}

inline Observation observation(const std::string& source, const std::vector<Told>& rows) {
  Observation out;
  out.source = source;
  out.site = "berlin";
  out.answer = Answer::whole;
  for (const Told& one : rows) {
    std::visit(
        [&](const auto& row) {
          if constexpr (requires { row.kind; }) out.facts.emplace_back(row);
          if constexpr (!requires { row.kind; }) forward(out, row);
        },
        one);
  }
  out.complete = {FactKind::lease,    FactKind::arp,   FactKind::bridge_host,
                  FactKind::neighbor, FactKind::guest, FactKind::device};
  return out;
}

inline Observation failed(Observation out) {
  out.facts.clear();
  out.forwarding = {};
  out.complete.clear();
  out.answer = Answer::none;
  out.trouble.add(Error("GET https://r1/rest/ip/arp: connection refused"));
  return out;
}

inline Config lab_config() {
  Config config;
  SiteConfig site;
  site.slug = "berlin";
  site.networks = {cidr("10.20.0.0/16"), cidr("10.20.4.0/24"), cidr("2001:db8:4::/64")};
  config.sites["berlin"] = site;
  for (const char* name : {"vm", "server", "network", "printer", "unknown"}) {
    config.classifications[name].name = name;
  }
  config.sources.push_back({.name = "core", .site = "berlin", .settings = MikrotikConfig{}});
  config.sources.push_back({.name = "pve1", .site = "berlin", .settings = ProxmoxConfig{}});
  return config;
}

// Runs over time: the hosts and sightings of each run are the inventory of the next.
struct Story {
  Config config = lab_config();
  OuiTable vendors;
  std::vector<Host> hosts;
  Sightings sightings;
  std::set<std::string> forgotten;
  Correlation last;

  const Correlation& run(const std::vector<Observation>& observations, int number = 0) {
    last = correlate(observations, hosts, sightings, config, vendors, day(number), forgotten);
    hosts = last.hosts;
    sightings = last.sightings;
    return last;
  }

  // A run on each of these days.
  void run_days(const std::vector<Observation>& observations, int first, int end) {
    for (int number = first; number < end; ++number) run(observations, number);
  }

  const Correlation& run(const std::vector<Told>& rows, int number = 0) {
    return run(std::vector{observation("mikrotik:core", rows)}, number);
  }
};

inline std::vector<std::string> texts(const Host& host) {
  std::vector<std::string> out;
  for (const auto& interface : host.observed.interfaces) {
    std::string text = interface.name;
    if (interface.mac) text += " " + render(*interface.mac);
    for (const auto& address : interface.addresses) text += " " + render(address);
    for (const int vlan : interface.vlans) text += " vlan" + std::to_string(vlan);
    out.push_back(text);
  }
  return out;
}

}  // namespace muster::test
