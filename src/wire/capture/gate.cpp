#include "wire/capture/gate.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace muster {
namespace {

unsigned number(std::string_view frame, size_t at) {
  return unsigned{static_cast<uint8_t>(frame[at])} << 8 | static_cast<uint8_t>(frame[at + 1]);
}

bool mac_at(std::string_view frame, size_t at, Mac mac) {
  for (size_t i = 0; i < 6; ++i) {
    if (static_cast<uint8_t>(frame[at + i]) != mac.octet(static_cast<int>(i))) return false;
  }
  return true;
}

bool nobody(std::string_view address) {
  return address.find_first_not_of('\0') == std::string_view::npos;
}

bool is_own(std::string_view address, const Sender& own) {
  return std::find(own.addresses.begin(), own.addresses.end(), address) != own.addresses.end();
}

// Ethernet and IPv4 addresses, operation 1, and the sender's own addresses of both kinds.
bool is_arp_request(std::string_view frame, const Sender& own) {
  const std::string_view sender = frame.substr(28, 4);
  return number(frame, 14) == 1 && number(frame, 16) == 0x0800 && number(frame, 18) == 0x0604 &&
         number(frame, 20) == 1 && mac_at(frame, 22, own.mac) &&
         (nobody(sender) || is_own(sender, own));
}

// A solicitation's option 1, when there is one, tells the sender's own hardware address.
bool is_question_of_icmp6(std::string_view frame, const Sender& own) {
  constexpr size_t icmp = 54;
  constexpr uint8_t echo_request = 128, solicitation = 135;
  if (frame.size() < icmp + 8 || static_cast<uint8_t>(frame[14]) >> 4 != 6 || frame[20] != 58) {
    return false;
  }
  const size_t size = number(frame, 18);
  if (icmp + size > frame.size()) return false;
  const auto type = static_cast<uint8_t>(frame[icmp]);
  const std::string_view sender = frame.substr(22, 16);
  if (type == echo_request) return size >= 8 && is_own(sender, own);
  if (type != solicitation) return false;
  if (size == 24) return nobody(sender) || is_own(sender, own);
  return size == 32 && frame[icmp + 24] == 1 && frame[icmp + 25] == 1 &&
         mac_at(frame, icmp + 26, own.mac) && is_own(sender, own);
}

}  // namespace

bool may_send(std::string_view frame, const Sender& own) {
  if (frame.size() < least_frame || frame.size() > most_frame || !mac_at(frame, 6, own.mac)) {
    return false;
  }
  switch (number(frame, 12)) {
    case 0x0806:
      return is_arp_request(frame, own);
    case 0x86DD:
      return is_question_of_icmp6(frame, own);
    default:
      return false;
  }
}

}  // namespace muster
