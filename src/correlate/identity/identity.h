// Which facts are about one host. Two facts belong together only on hard proof: the same MAC in one
// site, the same hypervisor guest, chassis serial, LLDP chassis, polled device or DHCP unique id,
// or a host file that lists both identities.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/host.h"
#include "model/observation.h"

namespace muster {

// A key is an identity with its scope, fit to be looked up among all sites:
// "proxmox:pve1/qemu/104", "serial:CNB1K2X3Y4", "mac:berlin/bc:24:11:aa:bb:cc",
// "ip:berlin/10.0.0.1". In a host file the site is left out.
std::string mac_key(const std::string& site, Mac mac);
std::string key_of(const std::string& identity, const std::string& site);
std::string identity_of(const std::string& key);

// Strongest first.
enum class Strength { guest, serial, mac, ip };
Strength strength_of(std::string_view key_or_identity);

struct Sight {  // a fact and the MAC it is about: its own, or the one known for its address
  const Fact* fact = nullptr;
  std::optional<Mac> mac;
};

struct Group {  // the facts of one host, in the order of their values
  std::vector<Sight> sights;
  std::vector<std::string> keys;  // strongest first, then by text; never empty
  // The hypervisor or the device itself listed all interfaces.
  bool authoritative() const;
  const std::string& site() const;  // of the row that says most
};

struct Grouping {
  std::vector<Group> groups;  // by their first key
  std::map<std::string, size_t> explained;
};

// `known` by id.
Grouping group_facts(std::span<const Observation> observations, std::span<const Host* const> known);

// Whether the row is one of a full list of interfaces, by the hypervisor or the device itself.
bool lists_itself(const Fact& fact);

// Whether the row shows that the host is there: alive, listed by its hypervisor, reserved by a
// person, or telling about itself.
bool shows_presence(const Fact& fact);

}  // namespace muster
