// The configuration and the guest agent's word of one Proxmox guest, to values. Pure.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/ip.h"
#include "model/mac.h"

namespace muster {

// One netN line: a network interface, or the reason why it does not count.
struct GuestNic {
  std::string key;   // "net0"
  std::string name;  // containers: the name inside, "eth0"
  Mac mac;
  std::string bridge;
  std::vector<int> vlans;
  std::vector<Cidr> addresses;  // as configured, for a container or for cloud-init
  long long mtu = 0;            // 0: its bridge's
  std::string dropped;
};
std::vector<GuestNic> parse_nics(const nlohmann::json& config);

// What a guest was given: 0 where it is not told.
struct GuestSize {
  long long vcpus = 0;
  long long memory = 0;  // MiB
  long long disk = 0;    // MiB, of all its disks
};
GuestSize parse_size(const nlohmann::json& config, bool container);

// An address that an interface inside the guest has.
struct GuestAddress {
  Mac mac;
  Cidr address;
};
// qemu: agent/network-get-interfaces, `result` of its answer; lxc: interfaces.
std::vector<GuestAddress> parse_guest_addresses(const nlohmann::json& interfaces);

}  // namespace muster
