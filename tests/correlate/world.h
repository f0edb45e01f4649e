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

inline Fact fact(FactKind kind, const std::string& mac, const std::string& address = "") {
  Fact out;
  out.kind = kind;
  out.row = std::string(word(kind)) + " " + address;
  if (!mac.empty()) out.mac = parse_mac(mac);
  if (!address.empty()) out.addresses.push_back(cidr(address));
  out.alive = true;
  return out;
}

inline Fact lease(const std::string& mac, const std::string& address,
                  const std::string& name = "") {
  Fact out = fact(FactKind::lease, mac, address);
  if (!name.empty()) out.names.push_back({name, NameSource::lease});
  return out;
}

inline Fact reserved(const std::string& mac, const std::string& address, const std::string& name) {
  Fact out = fact(FactKind::lease, mac, address);
  out.names.push_back({name, NameSource::static_lease});
  out.fixed = true;
  return out;
}

inline Fact arp(const std::string& mac, const std::string& address) {
  return fact(FactKind::arp, mac, address);
}

// A row of a forwarding table, until observation() puts it there.
inline Fact seen_on(const std::string& mac, const std::string& port, int vlan = 0) {
  Fact out = fact(FactKind::bridge_host, mac);
  out.seen_on = port;
  if (vlan > 0) out.vlans.push_back(vlan);
  return out;
}

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

inline void forward(Observation& seen, const Fact& row) {
  if (row.mac) seen.forwarding.add(*row.mac, row.seen_on, row.vlans, "base-port");
}

inline Fact guest(long long id, const std::string& mac, const std::string& name,
                  const std::string& status = "running") {
  Fact out = fact(FactKind::guest, mac);
  out.row = "vm " + std::to_string(id) + " net0";
  out.names.push_back({name, NameSource::hypervisor});
  out.guest = GuestFact{"proxmox", "pve1", "pve1-a", id, GuestKind::vm, status};
  out.interface = "net0";
  out.alive = status == "running";
  return out;
}

inline Fact own(const std::string& interface, const std::string& mac, const std::string& address,
                const std::string& serial = "HGL012345") {
  Fact out = fact(FactKind::device, mac, address);
  out.interface = interface;
  out.serial = serial;
  out.names.push_back({"core", NameSource::device});
  out.vendor = "MikroTik";
  out.platform = "RouterOS 7.16";
  return out;
}

inline Observation observation(const std::string& source, std::vector<Fact> facts) {
  Observation out;
  out.source = source;
  out.site = "berlin";
  for (auto& one : facts) {
    if (one.kind == FactKind::bridge_host) forward(out, one);
    if (one.kind != FactKind::bridge_host) out.facts.push_back(std::move(one));
  }
  out.complete = {FactKind::lease,    FactKind::arp,   FactKind::bridge_host,
                  FactKind::neighbor, FactKind::guest, FactKind::device};
  return out;
}

inline Observation failed(Observation out) {
  out.facts.clear();
  out.forwarding = {};
  out.complete.clear();
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
  Correlation last;

  const Correlation& run(const std::vector<Observation>& observations, int number = 0) {
    last = correlate(observations, hosts, sightings, config, vendors, day(number));
    hosts = last.hosts;
    sightings = last.sightings;
    return last;
  }

  const Correlation& run(std::vector<Fact> facts, int number = 0) {
    return run(std::vector{observation("mikrotik:core", std::move(facts))}, number);
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
