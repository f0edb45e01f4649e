// DHCP option 82 (RFC 3046): the switch port that a request came in by, as the relaying switch
// wrote it. There is no one form: text ("sw-1 ge-0/0/5.0:vlan30"), hexadecimal text ("0x…"), or
// the binary form of Cisco and others (type, length, VLAN, module, port; type, length, MAC).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "correlate/topology/bridges.h"
#include "model/mac.h"

namespace muster {

struct Relay {
  std::vector<Mac> macs;           // of the switch
  std::vector<std::string> words;  // lower case: names and ports, "ge-0/0/5.0", "ge-0/0/5"
  std::optional<int> module;       // of the binary form
  std::optional<int> port;
  bool operator==(const Relay&) const = default;
};

// `text` is LeaseFact::relay: remote id and circuit id, either may be missing.
Relay parse_relay(std::string_view text);

// Whether the circuit means a port of this name. A binary circuit gives numbers only: "Gi1/0/5" is
// module 0 or 1, port 5.
bool names_port(const Relay& relay, std::string_view port);

// The one port of a bridge that a relay names.
const BridgePort* named_port(const Relay& relay, const Bridge& bridge);

}  // namespace muster
