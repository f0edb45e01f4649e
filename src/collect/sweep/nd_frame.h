// ICMPv6 echo (RFC 4443) and neighbour discovery (RFC 4861) on Ethernet as bytes.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/ip.h"
#include "model/mac.h"

namespace muster {

enum class NdKind { echo_reply, solicitation, advertisement };

struct NdFrame {
  NdKind kind{};
  Mac mac;          // who spoke: the link-layer option, otherwise Ethernet's source
  Ip from;          // its source address
  Ip subject;       // what an advertisement or solicitation is about; of an echo reply: `from`
  unsigned id = 0;  // of an echo reply
  bool operator==(const NdFrame&) const = default;
};

// nullopt: none of these, cut short, with a wrong checksum, or (discovery only) from another link.
std::optional<NdFrame> parse_nd(std::string_view frame);

// To all nodes of the link, ff02::1.
std::string render_echo_to_all(Mac own, const Ip& from, unsigned id);
// Asks who has `target`, to its solicited-node group.
std::string render_solicitation(Mac own, const Ip& from, const Ip& target);

}  // namespace muster
