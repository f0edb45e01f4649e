// How sure the place of a host is, and by what. The words are those of host files.
#pragma once
#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class Confidence { certain, likely, behind, unknown };  // the surest first
std::string_view word(Confidence confidence);

// By the order of their words.
enum class EvidenceKind {
  bridge_host,  // "bridge-host": a row of a forwarding table
  cdp,          // "cdp", and so on: the protocol by which the host itself spoke there
  guest_of,     // "guest-of NODE"
  lldp,
  many_macs,  // "many-macs"
  mlag,       // "mlag": the same aggregate on another switch
  mndp,
  neighbor,          // "neighbor": it told of itself, by a protocol that is not known
  only_mac,          // "only-mac"
  option_82,         // "option-82": a DHCP relay named the port
  station,           // "station": a wireless registration
  stp_root,          // "stp-root": the spanning tree's root port
  switch_mac,        // "switch-mac": a switch by its own MAC
  uplink_to,         // "uplink to NAME"
  via_access_point,  // "via access-point NAME", and so on
  via_phone,
  via_station,
  via_switch,
  told,  // any other text in a host file, kept as it stands
};

struct Evidence {
  EvidenceKind kind = EvidenceKind::told;
  std::string of;  // the NAME, or the whole text
  auto operator<=>(const Evidence&) const = default;
};
std::string render(const Evidence& evidence);
Evidence parse_evidence(std::string_view text);
std::vector<std::string> words_of(const std::vector<Evidence>& because);

}  // namespace muster
