// NetBIOS node status (RFC 1002 §4.2.17): the names a host has registered.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

constexpr int netbios_port = 137;

std::string netbios_question(uint16_t id);

// The workstation name, unique and active, clean()ed; "" when the host has none. nullopt: not the
// answer to that question, or malformed. The MAC that the answer carries is not read: nothing
// proves it.
std::optional<std::string> parse_netbios_answer(std::string_view bytes, uint16_t id);

}  // namespace muster
