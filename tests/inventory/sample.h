// One host with every key.
#pragma once
#include "model/host.h"

inline muster::Host sample_host() {
  using namespace muster;
  Host host;
  host.id = "7k2m9qx4td";
  host.classification = "server";
  Observed& seen = host.observed;
  seen.name = "web1";
  seen.site = "berlin";
  parse_day("2026-08-21", seen.first_seen);
  seen.proposed = {"server", "proxmox-guests", {"proxmox"}};
  seen.identity = {"proxmox:pve1/qemu/104", "mac:bc:24:11:aa:bb:cc"};
  seen.interfaces = {
      {"net0", parse_mac("bc:24:11:aa:bb:cc"), {*parse_cidr("10.20.4.17/24")}, {20}}};
  seen.attached = {{"sw-b1-04",
                    "Gi1/0/12",
                    Confidence::certain,
                    {{EvidenceKind::told, "fdb"}, {EvidenceKind::told, "not-uplink"}}}};
  seen.guest = GuestFact{"proxmox", "pve1", "pve1-a", 104, GuestKind::vm, "running"};
  seen.names = {{"web1", NameSource::lease}, {"web1.lan", NameSource::ptr}};
  seen.sources = {"mikrotik:core", "proxmox:pve1", "switch:sw-b1-04"};
  return host;
}
