// A 48-bit MAC address.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

class Mac {
 public:
  Mac() = default;
  explicit Mac(uint64_t bits) : bits_(bits & 0xFFFFFFFFFFFFULL) {}

  uint64_t bits() const { return bits_; }
  uint8_t octet(int i) const { return static_cast<uint8_t>(bits_ >> (40 - 8 * i)); }
  bool multicast() const { return (octet(0) & 1) != 0; }
  bool local() const { return (octet(0) & 2) != 0; }  // locally administered
  auto operator<=>(const Mac&) const = default;

 private:
  uint64_t bits_ = 0;
};

// Colons, dashes, Cisco dots or 12 bare digits; any case.
std::optional<Mac> parse_mac(std::string_view text);
std::string render(Mac mac);  // "bc:24:11:aa:bb:cc"

// What a MAC stands for when it is not the burned-in address of one host. Sources: RFC 9542 (VRRP),
// Cisco HSRP and GLBP, Microsoft NLB, Docker libnetwork, Calico.
enum class MacClass {
  ordinary,
  invalid,  // all zero, all ones, 00:00:00:00:00:01
  multicast,
  virtual_router,  // VRRP, CARP, HSRP, GLBP
  cluster,         // Microsoft NLB
  container,       // Docker's 02:42 and Calico's ee:ee:ee:ee:ee:ee
  hypervisor,      // given out by VMware, QEMU, Proxmox, Hyper-V, VirtualBox, Xen
  randomised,      // locally administered and none of the above
};
MacClass classify(Mac mac);
std::string_view word(MacClass kind);

}  // namespace muster
