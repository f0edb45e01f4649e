#include "collect/sweep/nd_frame.h"

#include "collect/sweep/frame_bytes.h"

namespace muster {
namespace {

constexpr unsigned kIpv6 = 0x86DD, kIcmp6 = 58;
constexpr size_t kHead = 14, kIcmp = kHead + 40, kTarget = kIcmp + 8, kOptions = kTarget + 16;
constexpr uint8_t kEchoRequest = 128, kEchoReply = 129, kSolicitation = 135, kAdvertisement = 136;
constexpr uint8_t kSourceOption = 1, kTargetOption = 2;

uint8_t byte(std::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

unsigned sum_of(std::string_view bytes) {
  unsigned sum = 0;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) sum += read_u16(bytes, i);
  if (bytes.size() % 2 == 1) sum += unsigned{byte(bytes, bytes.size() - 1)} << 8;
  return sum;
}

// RFC 8200, section 8.1: over both addresses, the length, the next header and the message.
unsigned checksum(std::string_view addresses, std::string_view message) {
  unsigned sum =
      sum_of(addresses) + static_cast<unsigned>(message.size()) + kIcmp6 + sum_of(message);
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return ~sum & 0xFFFF;
}

// Options are units of 8 bytes; a length of 0 ends the reading (RFC 4861, section 4.6).
std::optional<Mac> link_layer_option(std::string_view message, uint8_t type) {
  for (size_t at = kOptions - kIcmp; at + 8 <= message.size();) {
    const size_t size = size_t{byte(message, at + 1)} * 8;
    if (size == 0 || at + size > message.size()) return std::nullopt;
    if (byte(message, at) == type && size == 8) return read_mac(message, at + 2);
    at += size;
  }
  return std::nullopt;
}

std::optional<NdFrame> parse_discovery(std::string_view frame, std::string_view message,
                                       NdFrame seen) {
  const bool asked = byte(message, 0) == kSolicitation;
  if (byte(frame, 21) != 255 || byte(message, 1) != 0 || message.size() < kOptions - kIcmp) {
    return std::nullopt;
  }
  seen.kind = asked ? NdKind::solicitation : NdKind::advertisement;
  seen.subject = read_ip(frame, kTarget, true);
  const auto told = link_layer_option(message, asked ? kSourceOption : kTargetOption);
  if (told) seen.mac = *told;
  return seen;
}

std::string render_icmp6(Mac own, Mac to_mac, const Ip& from, const Ip& to, std::string message) {
  std::string addresses;
  append(addresses, from);
  append(addresses, to);
  const unsigned sum = checksum(addresses, message);
  message[2] = static_cast<char>(sum >> 8);
  message[3] = static_cast<char>(sum);
  std::string out;
  append(out, to_mac);
  append(out, own);
  append_u16(out, kIpv6);
  append_u16(out, 0x6000);
  append_u16(out, 0);
  append_u16(out, static_cast<unsigned>(message.size()));
  out += static_cast<char>(kIcmp6);
  out += static_cast<char>(255);
  return out + addresses + message;
}

std::string message_of(uint8_t type) { return std::string(1, static_cast<char>(type)) + '\0'; }

}  // namespace

std::optional<NdFrame> parse_nd(std::string_view frame) {
  if (frame.size() < kIcmp + 8 || read_u16(frame, 12) != kIpv6 || byte(frame, kHead) >> 4 != 6 ||
      byte(frame, 20) != kIcmp6) {
    return std::nullopt;
  }
  const size_t size = read_u16(frame, 18);
  if (size < 8 || kIcmp + size > frame.size()) return std::nullopt;
  const std::string_view message = frame.substr(kIcmp, size);
  if (checksum(frame.substr(22, 32), message) != 0) return std::nullopt;
  NdFrame seen;
  seen.mac = read_mac(frame, 6);
  seen.from = seen.subject = read_ip(frame, 22, true);
  const uint8_t type = byte(message, 0);
  if (type == kSolicitation || type == kAdvertisement) {
    return parse_discovery(frame, message, seen);
  }
  if (type != kEchoReply) return std::nullopt;
  seen.id = read_u16(message, 4);
  return seen;
}

std::string render_echo_to_all(Mac own, const Ip& from, unsigned id) {
  const Ip all = *parse_ip("ff02::1");
  std::string message = message_of(kEchoRequest) + std::string(2, '\0');
  append_u16(message, id);
  append_u16(message, 1);
  return render_icmp6(own, Mac(0x333300000001), from, all, message + "muster..");
}

std::string render_solicitation(Mac own, const Ip& from, const Ip& target) {
  Ip group = *parse_ip("ff02::1:ff00:0");
  std::copy(target.bytes.begin() + 13, target.bytes.end(), group.bytes.begin() + 13);
  uint64_t bits = 0x3333;
  for (size_t i = 12; i < 16; ++i) bits = bits << 8 | group.bytes[i];
  std::string message = message_of(kSolicitation) + std::string(6, '\0');
  append(message, target);
  message += {static_cast<char>(kSourceOption), 1};
  append(message, own);
  return render_icmp6(own, Mac(bits), from, group, message);
}

}  // namespace muster
