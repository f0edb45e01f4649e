#pragma once

namespace muster {

// Octets that an interface passes on, 0: not told. From what IPv4 asks of every link (RFC 791) to
// the most that NetBox holds: devices tell 0, 1 and 2147483647 of interfaces that have none.
inline constexpr long long smallest_mtu = 68;
inline constexpr long long largest_mtu = 65'536;

constexpr long long mtu_of(long long told) {
  return told >= smallest_mtu && told <= largest_mtu ? told : 0;
}

}  // namespace muster
