// What neighbours tell of themselves, made straight.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/mac.h"
#include "model/topology.h"

namespace muster::switches {

// LldpSystemCapabilitiesMap, one or two octets: bit 0 is the most significant one of the first.
unsigned lldp_capabilities(std::string_view octets);
// The four octets of CISCO-CDP-MIB's cdpCacheCapabilities.
unsigned cdp_capabilities(std::string_view octets);

// Lays what profiles.cpp knows of the peer's platform over its capabilities and its port.
void apply_peer_words(Peer& peer);

// "sw-b1 (a0b1c2-d3e4f5)" and "n9k(FDO1234)" without what stands in parentheses.
std::string bare_name(std::string_view name);

// A CDP device id: a MAC ("SEP00112233AABB", twelve digits or six octets) or a name, which devices
// cut after 40 characters.
struct DeviceId {
  std::string text;  // as told
  std::string name;  // "" where it is a MAC or cut within the host name
  std::optional<Mac> mac;
  bool phone = false;
};
DeviceId parse_device_id(std::string_view octets);

}  // namespace muster::switches
