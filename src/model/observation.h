// What a source saw, and how complete the view was.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "model/forwarding.h"
#include "model/ip.h"
#include "model/mac.h"
#include "model/topology.h"

namespace muster {

enum class FactKind {
  lease,        // DHCP server: an address given to a MAC or DUID
  arp,          // ARP or IPv6 neighbour table: an address answered by a MAC
  bridge_host,  // forwarding table: a MAC behind a port
  neighbor,     // LLDP, CDP or MNDP: a device that told its name
  guest,        // hypervisor: one network interface of a VM or container
  device,       // the polled device itself, one fact an interface
  station,      // registration table of an access point: a wireless client
  probe,        // an address that answered a probe from across routers: never with a MAC
};
// "lease", "arp", "bridge-host", "neighbor", "guest", "device", "station", "probe"
std::string_view word(FactKind kind);

// Where a name comes from, best first (the precedence of inventory.md; a person's name is not a
// fact and stands above all of these).
enum class NameSource { static_lease, hypervisor, device, lease, ptr, mdns, llmnr, netbios };
std::string_view word(NameSource source);

struct NameFact {
  std::string name;  // clean()ed text, not yet a DNS label
  NameSource source{};
  auto operator<=>(const NameFact&) const = default;
};

enum class GuestKind { container, vm };
std::string_view word(GuestKind kind);  // "container", "vm"

struct GuestFact {
  std::string platform;  // "proxmox"
  std::string cluster;
  std::string node;
  long long id = 0;
  GuestKind kind = GuestKind::vm;
  std::string status;  // "running", "stopped", …
  auto operator<=>(const GuestFact&) const = default;
};

// One row of a source's table, in muster's words. Every string has passed clean().
struct Fact {
  FactKind kind{};
  std::string row;  // names the row for people: "lease 10.20.4.17", "vm 104 net0"; no volatile part
  std::optional<Mac> mac;
  std::vector<Cidr> addresses;  // host width (/32, /128) when the prefix length is not known
  std::vector<NameFact> names;
  std::string duid;     // DHCP unique id, lower-case hex, "" unknown
  std::string serial;   // chassis serial number
  std::string chassis;  // LLDP chassis id or the device's own bridge MAC
  std::string vendor;
  std::string model;
  std::string platform;   // operating system as told: "RouterOS 7.16"
  std::string interface;  // the host's own interface name: "net0", "ether1"
  std::string seen_on;    // port of the source that sees the MAC: "ether5"
  std::vector<int> vlans;
  std::optional<GuestFact> guest;
  bool fixed = false;  // a static lease, or a row a person commented
  // Proves that the host is there now: bound lease, complete ARP, running guest.
  bool alive = false;
  auto operator<=>(const Fact&) const = default;
};

// Rows received = rows() + Σ dropped; each drop has its reason ("incomplete", "own address").
struct Observation {
  std::string source;  // "<collector>:<name in muster.yaml>", e.g. "mikrotik:core"
  std::string site;
  std::vector<Fact> facts;     // of any kind but bridge_host
  ForwardingTable forwarding;  // of kind bridge_host
  std::map<std::string, size_t> dropped;
  std::optional<SwitchView> view;  // of a source that forwards
  // Only kinds whose tables were read to the end may say "no longer there".
  std::set<FactKind> complete;
  Diagnostics trouble;  // any error here means that the source failed, wholly or in part

  bool failed() const { return trouble.has_errors(); }
  size_t rows() const { return facts.size() + forwarding.size(); }
};

}  // namespace muster
