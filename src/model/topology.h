// What a switch tells of its own ports and of the devices beside it: what placement weighs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/ip.h"
#include "model/mac.h"

namespace muster {

// The system capabilities of LLDP (IEEE 802.1AB, table 8-4) as the bits of its map; those of CDP
// and MNDP are written in the same words.
enum class Capability : unsigned {
  other = 1,
  repeater = 2,
  bridge = 4,
  access_point = 8,
  router = 16,
  telephone = 32,
  docsis = 64,
  station = 128,
};

// A neighbour that spoke LLDP, CDP or MNDP on a port. Texts have passed clean().
struct Peer {
  std::string protocol;         // "lldp" | "cdp" | "mndp"
  std::string port;             // of the switch that heard it, as in SwitchPort::name
  std::string chassis;          // its chassis id: a MAC as render() writes it, or text
  std::string remote_port;      // its own port, as people know it
  std::optional<Mac> port_mac;  // of that port, beside what it is called
  std::string name;
  std::string platform;       // what it tells of itself: system description or platform
  unsigned capabilities = 0;  // of Capability, enabled ones
  std::vector<Ip> addresses;
  bool is(Capability one) const { return (capabilities & static_cast<unsigned>(one)) != 0; }
  auto operator<=>(const Peer&) const = default;
};

struct SwitchPort {
  std::string name;         // ifName: as in ArpFact::port
  std::string description;  // what people wrote: ifAlias
  std::optional<Mac> mac;
  std::string lag;         // the aggregate it is a member of, "" none
  std::vector<int> vlans;  // sorted; all that pass, tagged or not
  bool tagged = false;     // at least one of them with a tag
  bool root = false;       // spanning tree: towards the root bridge
  auto operator<=>(const SwitchPort&) const = default;
};

// One polled switch, also a router or hypervisor that forwards. Lists are sorted by their values.
struct SwitchView {
  std::string source;    // "switch:sw-b1-04"
  std::string name;      // sysName, or the source's name in muster.yaml when it tells none
  std::string chassis;   // LLDP chassis id or bridge MAC, as in DeviceFact::chassis
  std::vector<Mac> own;  // every MAC that is its own: bridge, interfaces, self and mgmt rows
  std::vector<Ip> addresses;
  std::vector<SwitchPort> ports;
  std::vector<Peer> peers;
  bool whole = false;  // its forwarding table was read to the end
};

}  // namespace muster
