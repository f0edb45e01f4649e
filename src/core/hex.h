// Bytes as digits: hexadecimal, and the %XX of URLs.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

// Two lower-case digits a byte.
std::string to_hex(std::span<const uint8_t> bytes);

// The bytes of digits in any case, with or without "0x"; nullopt: they are none, or half a byte.
std::optional<std::string> parse_hex(std::string_view digits);

// Letters and digits of ASCII and the `plain` stay, others become %XX. Those that stand there
// unless given are the unreserved ones of RFC 3986.
std::string percent_encode(std::string_view text, std::string_view plain = "-._~");

}  // namespace muster
