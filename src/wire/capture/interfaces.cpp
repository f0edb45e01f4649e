#include "wire/capture/interfaces.h"

#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <span>

#include "core/handle.h"

namespace muster {
namespace {

// The bytes of an address of the kernel's: 4 or 16 of them.
std::span<const uint8_t> bytes_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return {reinterpret_cast<const uint8_t*>(&v4->sin_addr), 4};
  }
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
  return {reinterpret_cast<const uint8_t*>(&v6->sin6_addr), 16};
}

Cidr cidr_of(const ifaddrs& row) {
  Cidr cidr;
  const auto address = bytes_of(row.ifa_addr);
  cidr.ip.v6 = address.size() == 16;
  std::copy(address.begin(), address.end(), cidr.ip.bytes.end() - std::ptrdiff_t(address.size()));
  cidr.prefix = cidr.ip.width();
  if (row.ifa_netmask == nullptr) return cidr;
  cidr.prefix = 0;
  for (const uint8_t byte : bytes_of(row.ifa_netmask)) cidr.prefix += std::popcount(byte);
  return cidr;
}

std::optional<Mac> mac_of(const ifaddrs& row) {
  const auto* link = reinterpret_cast<const sockaddr_ll*>(row.ifa_addr);
  if (link->sll_hatype != ARPHRD_ETHER || link->sll_halen != 6) return std::nullopt;
  uint64_t bits = 0;
  for (int i = 0; i < 6; ++i) bits = bits << 8 | link->sll_addr[i];
  return Mac(bits);
}

}  // namespace

std::vector<CaptureInterface> list_interfaces() {
  Handle<ifaddrs, freeifaddrs> list;
  if (getifaddrs(Out(list)) != 0) {
    throw Error(std::string("cannot list the interfaces of this machine: ") + std::strerror(errno));
  }
  std::map<std::string, CaptureInterface> found;
  for (const ifaddrs* row = list.get(); row != nullptr; row = row->ifa_next) {
    CaptureInterface& interface = found[row->ifa_name];
    interface.name = row->ifa_name;
    interface.up = (row->ifa_flags & IFF_UP) != 0 && (row->ifa_flags & IFF_RUNNING) != 0;
    if (row->ifa_addr == nullptr) continue;
    const int family = row->ifa_addr->sa_family;
    if (family == AF_PACKET) interface.mac = mac_of(*row);
    if (family == AF_INET || family == AF_INET6) interface.addresses.push_back(cidr_of(*row));
  }
  std::vector<CaptureInterface> out;
  for (auto& [name, interface] : found) {
    std::sort(interface.addresses.begin(), interface.addresses.end());
    out.push_back(std::move(interface));
  }
  return out;
}

}  // namespace muster
