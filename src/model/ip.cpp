#include "model/ip.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdio>

#include "core/text.h"

namespace muster {
namespace {

bool prefix_equal(const Ip& a, const Ip& b, int prefix) {
  const size_t start = a.v6 ? 0 : 12;
  for (size_t i = start; i < 16 && prefix > 0; ++i, prefix -= 8) {
    const int mask = prefix >= 8 ? 0xFF : (0xFF00 >> prefix) & 0xFF;
    if (((a.bytes[i] ^ b.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

// ::/96, which inet_ntop shows as "::10.0.0.1" and RFC 5952 as "::a00:1".
bool ipv4_compatible(const Ip& ip) {
  const auto zero = [](uint8_t byte) { return byte == 0; };
  return ip.v6 && std::all_of(ip.bytes.begin(), ip.bytes.begin() + 12, zero) &&
         (ip.bytes[12] != 0 || ip.bytes[13] != 0);
}

}  // namespace

bool Ip::link_local() const {
  if (v6) return bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
  return bytes[12] == 169 && bytes[13] == 254;
}

bool Ip::loopback() const {
  if (!v6) return bytes[12] == 127;
  return bytes[15] == 1 &&
         std::all_of(bytes.begin(), bytes.end() - 1, [](uint8_t b) { return b == 0; });
}

bool Ip::unspecified() const {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t b) { return b == 0; });
}

bool Ip::multicast() const { return v6 ? bytes[0] == 0xFF : (bytes[12] & 0xF0) == 0xE0; }

bool is_host_address(const Ip& ip) {
  return !ip.unspecified() && !ip.loopback() && !ip.link_local() && !ip.multicast();
}

bool Cidr::contains(const Ip& other) const {
  return other.v6 == ip.v6 && prefix_equal(ip, other, prefix);
}

bool in_any(std::span<const Cidr> networks, const Ip& ip) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Cidr& network) { return network.contains(ip); });
}

Ip Cidr::network() const {
  Ip out = ip;
  const size_t start = ip.v6 ? 0 : 12;
  int left = prefix;
  for (size_t i = start; i < 16; ++i, left -= 8) {
    if (left <= 0) {
      out.bytes[i] = 0;
    } else if (left < 8) {
      out.bytes[i] = static_cast<uint8_t>(out.bytes[i] & (0xFF00 >> left));
    }
  }
  return out;
}

bool is_random_identifier(const Ip& ip) {
  constexpr int by_hand = 0x0fff;  // "::17", "::10:20:4:17": no part uses its first digit
  if (!ip.v6) return false;
  if (ip.bytes[11] == 0xff && ip.bytes[12] == 0xfe) return false;  // RFC 4291, appendix A
  for (size_t i = 8; i < 16; i += 2) {
    if ((ip.bytes[i] << 8 | ip.bytes[i + 1]) > by_hand) return true;
  }
  return false;
}

std::optional<Ip> parse_ip(std::string_view text) {
  if (text.empty() || text.size() > 45 || text.find('\0') != text.npos) return std::nullopt;
  const std::string z(text);
  Ip ip;
  ip.v6 = z.find(':') != std::string::npos;
  uint8_t* out = ip.v6 ? ip.bytes.data() : ip.bytes.data() + 12;
  if (inet_pton(ip.v6 ? AF_INET6 : AF_INET, z.c_str(), out) != 1) return std::nullopt;
  return ip;
}

std::string render(const Ip& ip) {
  std::array<char, 64> out{};
  if (ipv4_compatible(ip)) {
    std::snprintf(out.data(), out.size(), "::%x:%x", ip.bytes[12] << 8 | ip.bytes[13],
                  ip.bytes[14] << 8 | ip.bytes[15]);
    return out.data();
  }
  const uint8_t* in = ip.v6 ? ip.bytes.data() : ip.bytes.data() + 12;
  inet_ntop(ip.v6 ? AF_INET6 : AF_INET, in, out.data(), out.size());
  return out.data();
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto ip = parse_ip(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  const auto prefix = parse_int(digits);
  if (!ip || !prefix || *prefix < 0 || *prefix > ip->width() || digits.size() > 3 ||
      (digits.size() > 1 && digits[0] == '0')) {
    return std::nullopt;
  }
  return Cidr{*ip, static_cast<int>(*prefix)};
}

std::string render(const Cidr& cidr) { return render(cidr.ip) + "/" + std::to_string(cidr.prefix); }

std::string reverse_name(const Ip& ip) {
  static constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (size_t i = 16; i > (ip.v6 ? 0U : 12U); --i) {
    const uint8_t byte = ip.bytes[i - 1];
    if (ip.v6) {
      out += {hex[byte & 15], '.', hex[byte >> 4], '.'};
    } else {
      out += std::to_string(byte) + ".";
    }
  }
  return out + (ip.v6 ? "ip6.arpa" : "in-addr.arpa");
}

}  // namespace muster
