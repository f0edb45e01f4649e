// DHCP client identifiers (RFC 2132, RFC 4361) and DUIDs (RFC 8415) as RouterOS writes them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/mac.h"

namespace muster {

struct ClientId {
  std::string duid;        // lower-case hex, "" when there is none
  std::optional<Mac> mac;  // of type 1, or inside a DUID-LL or DUID-LLT
};

// "1:c:29:aa:bb:cc:d", "ff:…"; octets may lack their leading zero.
ClientId parse_client_id(std::string_view text);
// "0x00030001bc2411000101"
ClientId parse_duid(std::string_view text);

}  // namespace muster
