#include "collect/client_id.h"

#include <charconv>
#include <cstdint>
#include <vector>

#include "core/hex.h"
#include "core/text.h"

namespace muster {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kMost = 130;  // RFC 8415, 11.1: a DUID has at most 128 octets and its type

constexpr uint8_t kEthernet = 1;  // IANA hardware type
constexpr uint8_t kDuidInside = 0xFF;
constexpr size_t kIaid = 4;

std::optional<uint8_t> parse_octet(std::string_view text) {
  uint8_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && text.size() <= 2 ? std::optional(value) : std::nullopt;
}

std::optional<Bytes> parse_octets(std::string_view text) {
  Bytes bytes;
  for (const std::string& part : split(text, ':')) {
    const auto octet = parse_octet(part);
    if (!octet || bytes.size() > kMost) return std::nullopt;
    bytes.push_back(*octet);
  }
  return bytes;
}

std::optional<Bytes> parse_digits(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  if (text.size() % 2 != 0 || text.size() > 2 * kMost) return std::nullopt;
  Bytes bytes;
  for (; !text.empty(); text.remove_prefix(2)) {
    const auto octet = parse_octet(text.substr(0, 2));
    if (!octet) return std::nullopt;
    bytes.push_back(*octet);
  }
  return bytes;
}

std::optional<Mac> mac_in(std::span<const uint8_t> octets) {
  if (octets.size() != 6) return std::nullopt;
  uint64_t bits = 0;
  for (const uint8_t octet : octets) bits = (bits << 8) | octet;
  return bits == 0 ? std::nullopt : std::optional(Mac(bits));
}

ClientId read_duid(std::span<const uint8_t> duid) {
  ClientId id{to_hex(duid), std::nullopt};
  const auto starts = [&](uint8_t type) {
    return duid.size() > 4 && duid[0] == 0 && duid[1] == type && duid[2] == 0 &&
           duid[3] == kEthernet;
  };
  if (starts(1) && duid.size() > 8) id.mac = mac_in(duid.subspan(8));  // with a time
  if (starts(3)) id.mac = mac_in(duid.subspan(4));
  return id;
}

}  // namespace

ClientId parse_client_id(std::string_view text) {
  const auto bytes = parse_octets(text);
  if (!bytes || bytes->empty()) return {};
  const std::span<const uint8_t> octets(*bytes);
  if (octets[0] == kEthernet) return {"", mac_in(octets.subspan(1))};
  if (octets[0] != kDuidInside || octets.size() <= 1 + kIaid) return {};
  return read_duid(octets.subspan(1 + kIaid));
}

ClientId parse_duid(std::string_view text) {
  const auto bytes = parse_digits(text);
  return bytes && !bytes->empty() ? read_duid(*bytes) : ClientId{};
}

}  // namespace muster
