// Digests, by OpenSSL's libcrypto.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);  // RFC 2104
std::array<uint8_t, 20> sha1(std::string_view bytes);
std::array<uint8_t, 16> md5(std::string_view bytes);  // for protocols that know nothing better

// 10 lower-case Crockford base32 characters (50 bits) of the SHA-256 of `text`: a host's id.
std::string short_id(std::string_view text);

}  // namespace muster
