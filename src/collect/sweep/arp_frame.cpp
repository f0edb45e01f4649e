#include "collect/sweep/arp_frame.h"

#include "collect/sweep/frame_bytes.h"

namespace muster {
namespace {

constexpr size_t kSize = 42, kLeast = 60;  // bytes, without the frame check sequence
constexpr unsigned kArp = 0x0806, kEthernet = 1, kIpv4 = 0x0800, kSizes = 0x0604;
constexpr unsigned kRequest = 1, kReply = 2;

}  // namespace

std::optional<ArpFrame> parse_arp(std::string_view frame) {
  if (frame.size() < kSize || read_u16(frame, 12) != kArp || read_u16(frame, 14) != kEthernet ||
      read_u16(frame, 16) != kIpv4 || read_u16(frame, 18) != kSizes) {
    return std::nullopt;
  }
  const unsigned operation = read_u16(frame, 20);
  if (operation != kRequest && operation != kReply) return std::nullopt;
  return ArpFrame{operation == kReply, read_mac(frame, 22), read_ip(frame, 28, false),
                  read_mac(frame, 32), read_ip(frame, 38, false)};
}

std::string render_arp_request(Mac own, const Ip& sender, const Ip& target) {
  std::string out;
  out.reserve(kLeast);
  append(out, Mac(~uint64_t{0}));
  append(out, own);
  for (const unsigned number : {kArp, kEthernet, kIpv4, kSizes, kRequest}) append_u16(out, number);
  append(out, own);
  append(out, sender);
  append(out, Mac());
  append(out, target);
  out.resize(kLeast, '\0');
  return out;
}

}  // namespace muster
