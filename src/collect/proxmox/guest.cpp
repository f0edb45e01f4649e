#include "collect/proxmox/guest.h"

#include <map>
#include <nlohmann/json.hpp>

#include "collect/row.h"
#include "core/list.h"
#include "core/text.h"
#include "model/mtu.h"

namespace muster {
namespace {

// More VLANs than this on a trunk mean "all of them" and tell nothing about the guest.
constexpr size_t kMostVlans = 64;

constexpr long long kMostOfAUnit = 1LL << 30;
constexpr long long kMostCpus = 1 << 16;
constexpr long long kDefaultMemory = 512;  // MiB, of guests whose configuration says nothing

using Options = std::map<std::string, std::string>;

// "virtio=BC:24:…,bridge=vmbr0,tag=20"
Options parse_options(const std::string& text) {
  Options options;
  for (const std::string& part : split(text, ',')) {
    const size_t equals = part.find('=');
    if (equals != std::string::npos) options[part.substr(0, equals)] = part.substr(equals + 1);
  }
  return options;
}

std::string option(const Options& options, const char* key) {
  const auto found = options.find(key);
  return found == options.end() ? "" : found->second;
}

// model=MAC, macaddr=MAC or hwaddr=MAC: no other option has a value of that form.
std::optional<Mac> mac_in(const Options& options) {
  for (const auto& [key, value] : options) {
    const auto mac = parse_mac(value);
    if (mac && mac->bits() != 0) return mac;
  }
  return std::nullopt;
}

void add_vlans(std::vector<int>& vlans, const std::string& range) {
  const size_t dash = range.find('-');
  const auto first = parse_int(range.substr(0, dash));
  const auto last = dash == std::string::npos ? first : parse_int(range.substr(dash + 1));
  if (!first || !last || *first < 1 || *last > 4094) return;
  for (auto vlan = *first; vlan <= *last; ++vlan) vlans.push_back(static_cast<int>(vlan));
}

std::vector<int> vlans_in(const Options& options) {
  std::vector<int> vlans;
  for (const std::string& range : split(option(options, "trunks"), ';')) add_vlans(vlans, range);
  sort_unique(vlans);
  if (vlans.size() > kMostVlans) vlans.clear();
  add_vlans(vlans, option(options, "tag"));
  sort_unique(vlans);
  return vlans;
}

// ip and ip6 also say dhcp, auto or manual, which are no addresses.
void add_addresses(std::vector<Cidr>& addresses, const Options& options) {
  for (const char* key : {"ip", "ip6"}) {
    const auto address = parse_cidr(option(options, key));
    if (address && is_host_address(address->ip)) addresses.push_back(*address);
  }
}

GuestNic parse_nic(const Row& config, const std::string& number) {
  GuestNic nic;
  nic.key = "net" + number;
  const Options options = parse_options(config.text(nic.key.c_str()));
  nic.name = option(options, "name");
  nic.bridge = option(options, "bridge");
  nic.vlans = vlans_in(options);
  nic.mtu = mtu_of(parse_int(option(options, "mtu")).value_or(0));
  add_addresses(nic.addresses, options);
  add_addresses(nic.addresses, parse_options(config.text(("ipconfig" + number).c_str())));
  sort_unique(nic.addresses);
  const auto mac = mac_in(options);
  nic.mac = mac.value_or(Mac());
  if (nic.bridge.empty()) nic.dropped = "no bridge";
  if (!mac) nic.dropped = "no MAC";
  return nic;
}

// "32G", "4M" and "528K" as MiB; 0 when it is none.
long long mebibytes(std::string_view size) {
  constexpr std::string_view units = "KMGT";
  if (size.empty()) return 0;
  const size_t unit = units.find(size.back());
  const auto number = parse_int(size.substr(0, size.size() - 1));
  if (unit == std::string_view::npos || !number || *number < 0 || *number > kMostOfAUnit) return 0;
  return unit == 0 ? *number >> 10 : *number << (10 * (unit - 1));
}

bool is_disk(std::string_view key, bool container) {
  const size_t digits = key.find_first_of("0123456789");
  const std::string_view stem = key.substr(0, digits);
  const bool numbered =
      digits != std::string_view::npos && parse_int(key.substr(digits)).has_value();
  if (container) return key == "rootfs" || (stem == "mp" && numbered);
  return numbered && (stem == "scsi" || stem == "virtio" || stem == "sata" || stem == "ide");
}

// Newer servers write "current=4096".
long long memory_in(const Row& config) {
  const std::string text = config.text("memory");
  const std::string current = option(parse_options(text), "current");
  const auto number = parse_int(current.empty() ? text : current);
  return number && *number > 0 && *number <= kMostOfAUnit ? *number : kDefaultMemory;
}

long long positive(std::optional<long long> number, long long otherwise) {
  return number && *number > 0 && *number <= kMostCpus ? *number : otherwise;
}

// PVE 9 tells containers' addresses both ways; older ones tell `inet` and `inet6` only.
std::vector<Cidr> addresses_of(const Row& row) {
  std::vector<Cidr> addresses;
  const auto add = [&](const std::string& text) {
    const auto address = parse_host_address(text);
    if (address) addresses.push_back(*address);
  };
  add(row.text("inet"));
  add(row.text("inet6"));
  for (const auto& record : records_of(row.at("ip-addresses"))) {
    const Row address(record);
    const std::string prefix = address.text("prefix");
    add(address.text("ip-address") + (prefix.empty() ? "" : "/" + prefix));
  }
  return addresses;
}

}  // namespace

GuestSize parse_size(const nlohmann::json& config, bool container) {
  GuestSize size;
  if (!config.is_object()) return size;
  const Row row(config);
  // A container without `cores` may use all of its node's.
  size.vcpus = positive(row.number("cores"), container ? 0 : 1);
  if (!container) size.vcpus *= positive(row.number("sockets"), 1);
  size.memory = memory_in(row);
  for (const auto& [key, value] : config.items()) {
    if (!is_disk(key, container)) continue;
    const Options options = parse_options(row.text(key.c_str()));
    if (option(options, "media") != "cdrom") size.disk += mebibytes(option(options, "size"));
  }
  return size;
}

std::vector<GuestNic> parse_nics(const nlohmann::json& config) {
  std::map<long long, GuestNic> nics;
  if (!config.is_object()) return {};
  for (const auto& [key, value] : config.items()) {
    if (!key.starts_with("net")) continue;
    const auto number = parse_int(std::string_view(key).substr(3));
    if (number && *number >= 0) nics[*number] = parse_nic(Row(config), key.substr(3));
  }
  std::vector<GuestNic> list;
  for (auto& [number, nic] : nics) list.push_back(std::move(nic));
  return list;
}

std::vector<GuestAddress> parse_guest_addresses(const nlohmann::json& interfaces) {
  std::vector<GuestAddress> found;
  for (const auto& record : records_of(interfaces)) {
    const Row row(record);
    auto mac = row.mac("hardware-address");
    if (!mac) mac = row.mac("hwaddr");
    if (!mac) continue;
    for (const Cidr& address : addresses_of(row)) found.push_back({*mac, address});
  }
  return found;
}

}  // namespace muster
