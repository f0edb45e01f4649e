// Numbers and addresses in network byte order.
#pragma once
#include <string>
#include <string_view>

#include "model/ip.h"
#include "model/mac.h"

namespace muster {

inline unsigned read_u16(std::string_view bytes, size_t at) {
  return unsigned{static_cast<uint8_t>(bytes[at])} << 8 | static_cast<uint8_t>(bytes[at + 1]);
}

inline Mac read_mac(std::string_view bytes, size_t at) {
  uint64_t bits = 0;
  for (size_t i = at; i < at + 6; ++i) bits = bits << 8 | static_cast<uint8_t>(bytes[i]);
  return Mac(bits);
}

inline Ip read_ip(std::string_view bytes, size_t at, bool v6) {
  Ip ip;
  ip.v6 = v6;
  const size_t size = v6 ? 16 : 4;
  for (size_t i = 0; i < size; ++i) ip.bytes[16 - size + i] = static_cast<uint8_t>(bytes[at + i]);
  return ip;
}

inline void append_u16(std::string& out, unsigned number) {
  out += static_cast<char>(number >> 8);
  out += static_cast<char>(number);
}

inline void append(std::string& out, Mac mac) {
  for (int i = 0; i < 6; ++i) out += static_cast<char>(mac.octet(i));
}

inline void append(std::string& out, const Ip& ip) {
  for (size_t i = ip.v6 ? 0 : 12; i < 16; ++i) out += static_cast<char>(ip.bytes[i]);
}

}  // namespace muster
