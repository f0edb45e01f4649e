// The name of an address, asked by a PTR question: of name servers (RFC 1035), and of the host
// itself by mDNS (RFC 6762, as a one-shot question) and LLMNR (RFC 4795).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ip.h"

namespace muster {

enum class ReverseBy { dns, mdns, llmnr };

std::string reverse_question(ReverseBy by, uint16_t id, const Ip& ip);

// The names told for `ip`, clean()ed, at most four, sorted, without final dot and ".local"; none
// where there is no such name. nullopt: not the answer to that question, malformed, or a server
// that cannot say (SERVFAIL, REFUSED).
std::optional<std::vector<std::string>> parse_reverse_answer(ReverseBy by, std::string_view bytes,
                                                             uint16_t id, const Ip& ip);

}  // namespace muster
