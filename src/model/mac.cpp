#include "model/mac.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace muster {
namespace {

struct Range {
  uint64_t prefix;
  int bits;
  MacClass kind;
};

// Most specific first where ranges overlap.
constexpr std::array<Range, 25> ranges{{
    {0x000000000001, 48, MacClass::invalid},
    {0xEEEEEEEEEEEE, 48, MacClass::container},
    {0x00005E000100, 40, MacClass::virtual_router},  // VRRP for IPv4, CARP
    {0x00005E000200, 40, MacClass::virtual_router},  // VRRP for IPv6
    {0x00000C07AC00, 40, MacClass::virtual_router},  // HSRP
    {0x00000C9FF000, 36, MacClass::virtual_router},  // HSRP version 2
    {0x000573A00000, 36, MacClass::virtual_router},  // HSRP for IPv6
    {0x0007B4000000, 32, MacClass::virtual_router},  // GLBP
    {0x02BF00000000, 16, MacClass::cluster},         // NLB, unicast
    {0x03BF00000000, 16, MacClass::cluster},         // NLB, multicast
    {0x01005E7F0000, 32, MacClass::cluster},         // NLB, IGMP multicast
    {0x024200000000, 16, MacClass::container},
    {0x005056000000, 24, MacClass::hypervisor},  // VMware
    {0x000C29000000, 24, MacClass::hypervisor},  // VMware
    {0x000569000000, 24, MacClass::hypervisor},  // VMware
    {0x525400000000, 24, MacClass::hypervisor},  // QEMU
    {0xBC2411000000, 24, MacClass::hypervisor},  // Proxmox
    {0x00155D000000, 24, MacClass::hypervisor},  // Hyper-V
    {0x080027000000, 24, MacClass::hypervisor},  // VirtualBox
    {0x0A0027000000, 24, MacClass::hypervisor},  // VirtualBox host-only
    {0x00163E000000, 24, MacClass::hypervisor},  // Xen
    {0xFEE1BAD00000, 28, MacClass::hypervisor},  // OpenBSD vmm
    {0x506B8D000000, 24, MacClass::hypervisor},  // Nutanix
    {0x001C42000000, 24, MacClass::hypervisor},  // Parallels
    {0x001DD8B71C00, 40, MacClass::hypervisor},  // Microsoft Azure
}};

std::optional<uint64_t> digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

bool separator_fits(std::string_view text, size_t i) {
  const size_t group = text.size() == 14 ? 5 : 3;  // "aabb.ccdd.eeff" or "aa:bb:…"
  const char wanted = text.size() == 14 ? '.' : text[2];
  const bool known = text.size() == 14 || wanted == ':' || wanted == '-';
  return known && text[i] == wanted && i % group == group - 1;
}

}  // namespace

std::optional<Mac> parse_mac(std::string_view text) {
  if (text.size() != 12 && text.size() != 14 && text.size() != 17) return std::nullopt;
  uint64_t bits = 0;
  int digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (const auto value = digit(text[i])) {
      bits = (bits << 4) | *value;
      ++digits;
    } else if (text.size() == 12 || !separator_fits(text, i)) {
      return std::nullopt;
    }
  }
  return digits == 12 ? std::optional(Mac(bits)) : std::nullopt;
}

std::string render(Mac mac) {
  std::array<char, 18> out{};
  std::snprintf(out.data(), out.size(), "%02x:%02x:%02x:%02x:%02x:%02x", mac.octet(0), mac.octet(1),
                mac.octet(2), mac.octet(3), mac.octet(4), mac.octet(5));
  return out.data();
}

MacClass classify(Mac mac) {
  if (mac.bits() == 0 || mac.bits() == 0xFFFFFFFFFFFFULL) return MacClass::invalid;
  const auto inside = [&](const Range& r) {
    return ((mac.bits() ^ r.prefix) >> (48 - r.bits)) == 0;
  };
  const auto found = std::find_if(ranges.begin(), ranges.end(), inside);
  if (found != ranges.end()) return found->kind;
  if (mac.multicast()) return MacClass::multicast;
  return mac.local() ? MacClass::randomised : MacClass::ordinary;
}

std::string_view word(MacClass kind) {
  switch (kind) {
    case MacClass::ordinary:
      return "ordinary";
    case MacClass::invalid:
      return "invalid";
    case MacClass::multicast:
      return "multicast";
    case MacClass::virtual_router:
      return "virtual router";
    case MacClass::cluster:
      return "cluster";
    case MacClass::container:
      return "container";
    case MacClass::hypervisor:
      return "hypervisor";
    case MacClass::randomised:
      return "randomised";
  }
  return "ordinary";
}

}  // namespace muster
