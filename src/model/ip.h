// IP addresses and networks. IPv4 is kept in the last four of 16 bytes.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

struct Ip {
  bool v6 = false;
  std::array<uint8_t, 16> bytes{};

  int width() const { return v6 ? 128 : 32; }
  bool link_local() const;
  bool loopback() const;
  bool unspecified() const;
  bool multicast() const;
  // IPv4 before IPv6, then by number.
  auto operator<=>(const Ip&) const = default;
};

// Whether the interface identifier of an IPv6 address (its last 64 bits) was drawn at random (RFC
// 8981, RFC 7217), and neither made from a MAC nor given by hand.
bool is_random_identifier(const Ip& ip);

// An address that a host can be known by: not unspecified, loopback, link-local or multicast.
bool is_host_address(const Ip& ip);

// A network when the host bits are zero, otherwise an address with its prefix length.
struct Cidr {
  Ip ip;
  int prefix = 0;

  bool contains(const Ip& other) const;
  Ip network() const;
  auto operator<=>(const Cidr&) const = default;
};

// Whether one of the networks contains the address.
bool in_any(std::span<const Cidr> networks, const Ip& ip);

std::optional<Ip> parse_ip(std::string_view text);  // no zone, no prefix, no leading zeros
std::string render(const Ip& ip);                   // IPv6 as RFC 5952

std::optional<Cidr> parse_cidr(std::string_view text);  // with a prefix length
std::string render(const Cidr& cidr);

// "17.4.20.10.in-addr.arpa" and RFC 3596's ip6.arpa, without the final dot.
std::string reverse_name(const Ip& ip);

}  // namespace muster
