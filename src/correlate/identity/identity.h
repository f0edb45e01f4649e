// Which facts are about one host. Two facts belong together only on hard proof: the same MAC in one
// site, the same hypervisor guest, chassis serial, LLDP chassis, polled device or DHCP unique id,
// or a host file that lists both identities.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "correlate/sight.h"
#include "model/host.h"
#include "model/observation.h"

namespace muster {

// A key is an identity with its scope, fit to be looked up among all sites:
// "proxmox:pve1/qemu/104", "serial:CNB1K2X3Y4", "mac:berlin/bc:24:11:aa:bb:cc",
// "duid:berlin/0004…", "ip:berlin/10.0.0.1". In a host file the site is left out.
std::string mac_key(const std::string& site, Mac mac);
std::string key_of(const std::string& identity, const std::string& site);
std::string identity_of(const std::string& key);

// Strongest first.
enum class Strength { guest, serial, mac, duid, ip };
Strength strength_of(std::string_view key_or_identity);

struct Grouping {
  std::vector<Group> groups;  // by their first key
  std::map<std::string, size_t> explained;
};

// `known` by id.
Grouping group_facts(std::span<const Observation> observations, std::span<const Host* const> known);

}  // namespace muster
