#include "collect/switch/peer_words.h"

#include <array>
#include <utility>

#include "collect/switch/profiles.h"
#include "collect/switch/values.h"
#include "core/text.h"

namespace muster::switches {
namespace {

constexpr size_t kCutAt = 40;
constexpr std::string_view kPhonePrefix = "SEP";

constexpr std::array<std::pair<uint32_t, Capability>, 7> kCdpCapabilities{{
    {0x01, Capability::router},
    {0x02, Capability::bridge},
    {0x04, Capability::bridge},
    {0x08, Capability::bridge},
    {0x10, Capability::station},
    {0x40, Capability::repeater},
    {0x80, Capability::telephone},
}};

}  // namespace

unsigned lldp_capabilities(std::string_view octets) {
  if (octets.empty() || octets.size() > 2) return 0;
  unsigned capabilities = 0;
  for (unsigned i = 0; i < 8; ++i) {
    if ((static_cast<uint8_t>(octets.front()) & (0x80U >> i)) != 0) capabilities |= 1U << i;
  }
  return capabilities;
}

unsigned cdp_capabilities(std::string_view octets) {
  if (octets.size() != 4) return 0;
  uint32_t bits = 0;
  for (const char octet : octets) bits = bits << 8 | static_cast<uint8_t>(octet);
  unsigned capabilities = 0;
  for (const auto& [bit, capability] : kCdpCapabilities) {
    if ((bits & bit) != 0) capabilities |= static_cast<unsigned>(capability);
  }
  return capabilities;
}

void apply_peer_words(Peer& peer) {
  const std::string platform = lower(peer.platform);
  for (const PeerWord& one : peer_words()) {
    if (platform.find(one.word) == std::string::npos) continue;
    peer.capabilities = (peer.capabilities & ~one.is_not) | one.is;
    if (one.port_is_path) peer.remote_port.erase(0, peer.remote_port.rfind('/') + 1);
  }
}

std::string bare_name(std::string_view name) {
  const size_t open = name.find('(');
  if (open != std::string_view::npos && open > 0 && name.ends_with(')'))
    name = name.substr(0, open);
  return std::string(trim(name));
}

DeviceId parse_device_id(std::string_view octets) {
  DeviceId id;
  id.text = text_of_octets(octets);
  if (octets.size() == 6 && invalid_utf8(octets) != std::string_view::npos) {
    id.mac = mac_of_octets(octets);
    id.text = render(*id.mac);
    return id;
  }
  std::string_view digits = id.text;
  id.phone = digits.starts_with(kPhonePrefix) && digits.size() == kPhonePrefix.size() + 12;
  if (id.phone) digits.remove_prefix(kPhonePrefix.size());
  id.mac = parse_mac(digits);
  if (id.mac) return id;
  id.phone = false;
  id.name = bare_name(id.text);
  if (octets.substr(0, octets.find('\0')).size() == kCutAt) {
    const size_t dot = id.name.find('.');
    id.name = dot == std::string::npos ? "" : id.name.substr(0, dot);
  }
  return id;
}

}  // namespace muster::switches
