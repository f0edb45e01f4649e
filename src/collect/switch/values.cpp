#include "collect/switch/values.h"

#include <algorithm>
#include <limits>

#include "core/text.h"

namespace muster::switches {
namespace {

constexpr size_t kMac = 6;
constexpr size_t kMostPortOctets = 8192;

uint64_t bits_of(std::string_view six) {
  uint64_t bits = 0;
  for (const char octet : six) bits = bits << 8 | static_cast<uint8_t>(octet);
  return bits;
}

// `count` parts of an index as octets; nullopt where one is no octet.
std::optional<std::string> octets_at(const Oid& index, size_t position, size_t count) {
  if (position > index.size() || count > index.size() - position) return std::nullopt;
  std::string octets;
  for (size_t i = position; i < position + count; ++i) {
    if (index[i] > 255) return std::nullopt;
    octets += static_cast<char>(index[i]);
  }
  return octets;
}

bool is_port_text(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::any_of(text.begin(), text.end(), digit) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return digit(c) || c == ',' || c == ' '; });
}

}  // namespace

std::string text_of_octets(std::string_view octets) {
  return clean(octets.substr(0, octets.find('\0')));
}

std::string text_of(const SnmpValue& value) {
  return value.type == SnmpType::octets ? text_of_octets(value.octets) : "";
}

std::optional<uint32_t> number_of(const SnmpValue& value) {
  switch (value.type) {
    case SnmpType::integer:
    case SnmpType::counter32:
    case SnmpType::gauge32:
    case SnmpType::timeticks:
    case SnmpType::counter64:
      break;
    default:
      return std::nullopt;
  }
  if (value.number < 0 || value.number > std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return static_cast<uint32_t>(value.number);
}

std::optional<Mac> mac_of_octets(std::string_view octets) {
  if (octets.size() == kMac + 1 && octets.front() == kMac) octets.remove_prefix(1);
  if (octets.size() == kMac) return Mac(bits_of(octets));
  octets = octets.substr(0, octets.find('\0'));
  return octets.size() >= 2 * kMac ? parse_mac(octets) : std::nullopt;
}

std::optional<Mac> mac_of(const SnmpValue& value) {
  return value.type == SnmpType::octets ? mac_of_octets(value.octets) : std::nullopt;
}

std::optional<Mac> mac_at(const Oid& index, size_t position) {
  const auto octets = octets_at(index, position, kMac);
  return octets ? std::optional(Mac(bits_of(*octets))) : std::nullopt;
}

std::optional<Ip> ip_of_octets(std::string_view octets) {
  if (octets.size() != 4 && octets.size() != 16) return std::nullopt;
  Ip ip;
  ip.v6 = octets.size() == 16;
  std::transform(octets.begin(), octets.end(), ip.bytes.end() - static_cast<long>(octets.size()),
                 [](char c) { return static_cast<uint8_t>(c); });
  return ip;
}

std::optional<Ip> inet_at(const Oid& index, size_t position) {
  if (position >= index.size()) return std::nullopt;
  const uint32_t type = index[position++];
  if (type < 1 || type > 4) return std::nullopt;  // ipv4, ipv6, ipv4z, ipv6z
  const size_t width = type % 2 == 1 ? 4 : 16;
  const size_t zone = type > 2 ? 4 : 0;
  const size_t left = index.size() - position;
  if (left == width + zone + 1 && index[position] == width + zone) {
    ++position;
  } else if (left != width + zone && left != width) {
    return std::nullopt;
  }
  const auto octets = octets_at(index, position, width);
  return octets ? ip_of_octets(*octets) : std::nullopt;
}

std::optional<MacIndex> parse_mac_index(const Oid& index, size_t before) {
  if (index.size() < before + kMac) return std::nullopt;
  const size_t start = index.size() - kMac;
  if (start > before + 1) return std::nullopt;
  if (start == before + 1 && index[before] != kMac) return std::nullopt;
  const auto mac = mac_at(index, start);
  if (!mac) return std::nullopt;
  return MacIndex{*mac, Oid(index.begin(), index.begin() + static_cast<long>(before))};
}

std::set<uint32_t> port_list(std::string_view octets, bool text) {
  std::set<uint32_t> ports;
  octets = octets.substr(0, kMostPortOctets);
  if (text && is_port_text(octets)) {
    for (const std::string& part : split(octets, ',')) {
      const auto port = parse_int(trim(part));
      if (port && *port > 0 && *port <= 65535) ports.insert(static_cast<uint32_t>(*port));
    }
    return ports;
  }
  for (size_t i = 0; i < octets.size(); ++i) {
    for (uint32_t bit = 0; bit < 8; ++bit) {
      if ((static_cast<uint8_t>(octets[i]) & (0x80U >> bit)) != 0) {
        ports.insert(static_cast<uint32_t>(i) * 8 + bit + 1);
      }
    }
  }
  return ports;
}

}  // namespace muster::switches
