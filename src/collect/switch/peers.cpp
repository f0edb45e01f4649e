#include "collect/switch/peers.h"

#include <algorithm>
#include <array>

#include "collect/switch/peer_words.h"
#include "collect/switch/values.h"
#include "core/list.h"
#include "core/text.h"

namespace muster::switches {
namespace {

// LldpChassisIdSubtype and LldpPortIdSubtype (IEEE 802.1AB).
constexpr uint32_t kChassisIsAddress = 5;
constexpr uint32_t kChassisIsInterface = 6;  // ESXi: "vmnic0"
constexpr uint32_t kPortIsMac = 3;
constexpr uint32_t kPortIsName = 5;

// Local port and remote index; a TimeMark may stand before them, and RouterOS leaves the port out.
struct RemoteKey {
  uint32_t port = 0;
  uint32_t index = 0;
  auto operator<=>(const RemoteKey&) const = default;
};

struct Remote {
  uint32_t mark = 0;
  std::map<Column, const SnmpValue*> values;
  std::vector<Ip> addresses;

  const SnmpValue* at(Column column) const {
    const auto found = values.find(column);
    return found == values.end() ? nullptr : found->second;
  }
  std::string text(Column column) const {
    const SnmpValue* value = at(column);
    return value == nullptr ? "" : text_of(*value);
  }
  uint32_t number(Column column) const {
    const SnmpValue* value = at(column);
    return value == nullptr ? 0 : number_of(*value).value_or(0);
  }
};

constexpr std::array<Column, 8> kRemoteColumns{
    Column::lldp_remote_chassis_kind, Column::lldp_remote_chassis,
    Column::lldp_remote_port_kind,    Column::lldp_remote_port,
    Column::lldp_remote_port_descr,   Column::lldp_remote_name,
    Column::lldp_remote_descr,        Column::lldp_remote_capabilities};

std::string name_of(const Interfaces& interfaces, uint32_t if_index) {
  const auto found = interfaces.find(if_index);
  return found == interfaces.end() ? "" : found->second.name;
}

class Lldp {
 public:
  Lldp(const Tables& tables, const Profile& profile, const Interfaces& interfaces,
       const Ladder& ladder)
      : tables_(tables), profile_(profile), interfaces_(interfaces), ladder_(ladder) {}

  std::vector<Neighbor> read() && {
    for (const Column column : kRemoteColumns) read_column(column);
    read_addresses();
    std::vector<Neighbor> all;
    for (auto& [key, remote] : remotes_) all.push_back(neighbor(key, remote));
    return all;
  }

 private:
  // The same neighbour under several TimeMarks counts as the last of them tells it.
  Remote* remote_at(const Oid& index, size_t size) {
    if (size == 0 || size > 3) return nullptr;
    RemoteKey key;
    key.index = index[size - 1];
    if (size >= 2) key.port = index[size - 2];
    Remote& remote = remotes_[key];
    const uint32_t mark = size == 3 ? index[0] : 0;
    if (mark < remote.mark) return nullptr;
    if (mark > remote.mark) remote = Remote{};
    remote.mark = mark;
    return &remote;
  }

  void read_column(Column column) {
    for (const SnmpRow& row : tables_.rows(column)) {
      if (Remote* remote = remote_at(row.index, row.index.size())) {
        remote->values[column] = &row.value;
      }
    }
  }

  // The address stands at the end of the index: its family, its length (left out by some), itself.
  void read_addresses() {
    for (const SnmpRow& row : tables_.rows(Column::lldp_remote_address)) {
      for (size_t size = std::min<size_t>(3, row.index.size()); size >= 2; --size) {
        const auto ip = inet_at(row.index, size);
        const bool fits = ip && remotes_.contains({row.index[size - 2], row.index[size - 1]});
        if (!fits) continue;
        Remote& remote = remotes_.at({row.index[size - 2], row.index[size - 1]});
        if (is_host_address(*ip)) remote.addresses.push_back(*ip);
        break;
      }
    }
  }

  Neighbor neighbor(const RemoteKey& key, Remote& remote) const {
    Neighbor one;
    Peer& peer = one.peer;
    peer.protocol = "lldp";
    locate(one, key);
    peer.port = name_of(interfaces_, one.if_index);
    peer.name = remote.text(Column::lldp_remote_name);
    peer.platform = remote.text(Column::lldp_remote_descr);
    if (const SnmpValue* bits = remote.at(Column::lldp_remote_capabilities)) {
      peer.capabilities = lldp_capabilities(bits->octets);
    }
    read_chassis(one, remote);
    read_port(one, remote);
    sort_unique(remote.addresses);
    peer.addresses = remote.addresses;
    apply_peer_words(peer);
    one.name = bare_name(peer.name);
    return one;
  }

  static void read_chassis(Neighbor& one, const Remote& remote) {
    const SnmpValue* chassis = remote.at(Column::lldp_remote_chassis);
    if (chassis == nullptr) return;
    one.peer.chassis = text_of(*chassis);
    const uint32_t kind = remote.number(Column::lldp_remote_chassis_kind);
    if (kind == kChassisIsMac) {
      one.mac = mac_of(*chassis);
      if (one.mac) one.peer.chassis = render(*one.mac);
    } else if (kind == kChassisIsAddress && !chassis->octets.empty()) {
      // The family (IANA address family numbers), then the address.
      const auto ip = ip_of_octets(std::string_view(chassis->octets).substr(1));
      if (ip) one.peer.chassis = render(*ip);
    }
  }

  static void read_port(Neighbor& one, const Remote& remote) {
    const SnmpValue* port = remote.at(Column::lldp_remote_port);
    if (port == nullptr) return;
    const uint32_t kind = remote.number(Column::lldp_remote_port_kind);
    const std::string told = remote.text(Column::lldp_remote_port_descr);
    one.peer.remote_port = text_of(*port);
    if (kind == kPortIsMac) {
      const auto mac = mac_of(*port);
      if (!one.mac) one.mac = mac;
      one.peer.port_mac = mac;
      if (mac) one.peer.remote_port = render(*mac);
    }
    if (kind != kPortIsName && !told.empty()) one.peer.remote_port = told;
    const bool named = remote.number(Column::lldp_remote_chassis_kind) == kChassisIsInterface;
    one.interface = kind == kPortIsMac && named ? one.peer.chassis : one.peer.remote_port;
    if (parse_mac(one.interface)) one.interface.clear();
  }

  void locate(Neighbor& one, const RemoteKey& key) const {
    if (profile_.lldp == LldpLocal::neighbor_table) one.if_index = by_neighbor_table(key.index);
    if (one.if_index == 0) one.if_index = by_text(key.port);
    one.named = one.if_index != 0;
    if (!one.named) one.if_index = ladder_.as_index(key.port).if_index;
    if (one.if_index == 0) one.if_index = ladder_.listed(key.port);
  }

  uint32_t by_neighbor_table(uint32_t neighbor) const {
    for (const SnmpRow& row : tables_.rows(Column::mikrotik_neighbor_interface)) {
      if (row.index == Oid{neighbor}) return number_of(row.value).value_or(0);
    }
    return 0;
  }

  // What the switch calls the port: by ifDescr, ifName and ifAlias, where one has that text alone.
  uint32_t by_text(uint32_t port) const {
    const std::string told = local_text(Column::lldp_port_descr, port);
    const std::string id = local_text(Column::lldp_port_id, port);
    for (const auto& [text, field] :
         {std::pair{told, &IfRow::told}, std::pair{told, &IfRow::name}, std::pair{id, &IfRow::name},
          std::pair{told, &IfRow::description}}) {
      if (const uint32_t index = only_one(text, field)) return index;
    }
    return 0;
  }

  std::string local_text(Column column, uint32_t port) const {
    for (const SnmpRow& row : tables_.rows(column)) {
      if (row.index == Oid{port}) return text_of(row.value);
    }
    return "";
  }

  uint32_t only_one(const std::string& text, std::string IfRow::*field) const {
    uint32_t found = 0;
    for (const auto& [index, interface] : interfaces_) {
      if (text.empty() || interface.*field != text) continue;
      if (found != 0) return 0;
      found = index;
    }
    return found;
  }

  const Tables& tables_;
  const Profile& profile_;
  const Interfaces& interfaces_;
  const Ladder& ladder_;
  std::map<RemoteKey, Remote> remotes_;
};

using CdpValues = std::map<Column, const SnmpValue*>;

Neighbor cdp_neighbor(const CdpValues& values, const std::string& port) {
  const auto octets = [&](Column column) -> std::string_view {
    const auto found = values.find(column);
    return found == values.end() ? std::string_view() : found->second->octets;
  };
  Neighbor one;
  const DeviceId id = parse_device_id(octets(Column::cdp_device));
  one.mac = id.mac;
  one.name = id.name;
  one.peer.protocol = "cdp";
  one.peer.port = port;
  one.peer.name = id.text;
  one.peer.chassis = id.mac ? render(*id.mac) : id.text;
  one.peer.remote_port = text_of_octets(octets(Column::cdp_port));
  one.interface = one.peer.remote_port;
  one.peer.platform = text_of_octets(octets(Column::cdp_platform));
  one.peer.capabilities = cdp_capabilities(octets(Column::cdp_capabilities));
  if (id.phone) one.peer.capabilities |= static_cast<unsigned>(Capability::telephone);
  const auto ip = ip_of_octets(octets(Column::cdp_address));
  if (ip && is_host_address(*ip)) one.peer.addresses = {*ip};
  apply_peer_words(one.peer);
  return one;
}

}  // namespace

std::vector<Neighbor> decode_lldp(const Tables& tables, const Profile& profile,
                                  const Interfaces& interfaces, const Ladder& ladder) {
  return Lldp(tables, profile, interfaces, ladder).read();
}

std::vector<Neighbor> decode_cdp(const Tables& tables, const Interfaces& interfaces) {
  std::map<std::pair<uint32_t, uint32_t>, CdpValues> remotes;
  for (const Column column : {Column::cdp_device, Column::cdp_port, Column::cdp_platform,
                              Column::cdp_capabilities, Column::cdp_address}) {
    for (const SnmpRow& row : tables.rows(column)) {
      if (row.index.size() == 2) remotes[{row.index[0], row.index[1]}][column] = &row.value;
    }
  }
  std::vector<Neighbor> all;
  for (const auto& [key, values] : remotes) {
    if (!values.contains(Column::cdp_device)) continue;
    all.push_back(cdp_neighbor(values, name_of(interfaces, key.first)));
    all.back().if_index = key.first;
    all.back().named = true;
  }
  return all;
}

}  // namespace muster::switches
