// What sources tell, one struct a kind of row. Every text has passed clean(). Where a row has an
// address without a prefix length, it has host width (/32, /128).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/ip.h"
#include "model/mac.h"

namespace muster {

enum class FactKind { lease, arp, bridge_host, neighbor, guest, device, station, probe };
// "lease", "arp", "bridge-host", "neighbor", "guest", "device", "station", "probe"
std::string_view word(FactKind kind);

// Where a name comes from, best first (the precedence of inventory.md; a person's name is not a
// fact and stands above all of these).
enum class NameSource { static_lease, hypervisor, device, lease, ptr, mdns, llmnr, netbios };
std::string_view word(NameSource source);

struct NameFact {
  std::string name;  // not yet a DNS label
  NameSource source{};
  auto operator<=>(const NameFact&) const = default;
};
using NameFacts = std::vector<NameFact>;

enum class GuestKind { container, vm };
std::string_view word(GuestKind kind);  // "container", "vm"

struct GuestFact {
  std::string platform;  // "proxmox"
  std::string cluster;
  std::string node;
  long long id = 0;
  GuestKind kind = GuestKind::vm;
  std::string status;    // "running", "stopped", …
  long long vcpus = 0;   // 0: not told
  long long memory = 0;  // MiB
  long long disk = 0;    // MiB, of all its disks
  auto operator<=>(const GuestFact&) const = default;
};

// What a device is, as told; "" what was not.
struct Product {
  std::string vendor;
  std::string model;
  std::string serial;    // of the chassis
  std::string platform;  // operating system: "RouterOS 7.16"
  auto operator<=>(const Product&) const = default;
};

// DHCP server: an address given to a MAC or DUID.
struct LeaseFact {
  static constexpr FactKind kind = FactKind::lease;
  std::optional<Cidr> address;
  std::optional<Mac> mac;
  NameFacts names;
  std::string duid;    // DHCP unique id, lower-case hex
  std::string relay;   // option 82: remote id and circuit id of the switch that passed it on
  bool fixed = false;  // a static lease, or a row a person commented
  bool alive = false;  // bound
  auto operator<=>(const LeaseFact&) const = default;
};

// ARP or IPv6 neighbour table: an address answered by a MAC.
struct ArpFact {
  static constexpr FactKind kind = FactKind::arp;
  std::optional<Cidr> address;
  Mac mac;
  NameFacts names;
  std::string port;  // of the source: "ether5"
  std::vector<int> vlans;
  bool fixed = false;  // written by a person, or commented
  bool alive = false;  // learned, and complete
  auto operator<=>(const ArpFact&) const = default;
};

// LLDP, CDP or MNDP: a device that told its name.
struct NeighborFact {
  static constexpr FactKind kind = FactKind::neighbor;
  std::optional<Mac> mac;
  std::vector<Cidr> addresses;
  NameFacts names;
  std::string chassis;  // its chassis id where that is a MAC
  Product product;
  std::string interface;  // its own, by which it speaks
  std::string port;       // of the source that heard it
  auto operator<=>(const NeighborFact&) const = default;
};

// Hypervisor: one network interface of a virtual machine or container.
struct NicFact {
  static constexpr FactKind kind = FactKind::guest;
  GuestFact guest;
  std::string identity;   // of the guest, in its hypervisor's words: "proxmox:pve1/qemu/104"
  std::string interface;  // "net0", or its name inside
  Mac mac;
  std::vector<Cidr> addresses;
  NameFacts names;
  Product product;
  std::string bridge;  // of the node
  std::vector<int> vlans;
  bool running = false;
  long long mtu = 0;  // 0: not told
  auto operator<=>(const NicFact&) const = default;
};

// The polled device itself, one fact an interface.
struct DeviceFact {
  static constexpr FactKind kind = FactKind::device;
  std::string interface;
  std::optional<Mac> mac;
  std::vector<Cidr> addresses;
  NameFacts names;
  std::string chassis;  // LLDP chassis id or the device's own bridge MAC
  Product product;
  std::string description = {};  // of the interface: what people wrote
  long long mtu = 0;             // of the interface, 0: not told
  std::string lag = {};          // its aggregate, "" none
  auto operator<=>(const DeviceFact&) const = default;
};

// Registration table of an access point: a wireless client.
struct StationFact {
  static constexpr FactKind kind = FactKind::station;
  Mac mac;
  NameFacts names;
  std::string radio;  // the interface it is registered at: "wlan1"
  std::vector<int> vlans;
  bool fixed = false;  // a person commented the row
  auto operator<=>(const StationFact&) const = default;
};

// An address that answered a probe from across routers: never with a MAC.
struct ProbeFact {
  static constexpr FactKind kind = FactKind::probe;
  Cidr address;
  NameFacts names;
  auto operator<=>(const ProbeFact&) const = default;
};

// In the order of FactKind.
using Fact =
    std::variant<LeaseFact, ArpFact, NeighborFact, NicFact, DeviceFact, StationFact, ProbeFact>;

FactKind kind_of(const Fact& fact);
// Names the row for people: "lease 10.20.4.17", "vm 104 net0"; no volatile part.
std::string describe(const Fact& fact);
std::optional<Mac> mac_of(const Fact& fact);
std::span<const Cidr> addresses_of(const Fact& fact);
std::span<const int> vlans_of(const Fact& fact);
const NameFacts& names_of(const Fact& fact);
NameFacts& names_of(Fact& fact);
const std::string& interface_of(const Fact& fact);  // the host's own, "" when it is not told
const std::string& chassis_of(const Fact& fact);    // "" when it is not told
const Product* product_of(const Fact& fact);        // of the kinds that tell one
// A person wrote or commented the row.
bool is_fixed(const Fact& fact);
// Whether the host is there now: bound, learned, running, or telling about itself.
bool is_alive(const Fact& fact);
// Whether the row shows that there is such a host: alive, listed by its hypervisor or reserved by
// a person.
bool shows_presence(const Fact& fact);

}  // namespace muster
