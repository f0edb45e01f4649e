#include "collect/mikrotik/rows.h"

#include <map>
#include <nlohmann/json.hpp>

#include "collect/client_id.h"
#include "core/list.h"
#include "core/text.h"
#include "model/fqdn.h"
#include "model/mtu.h"

namespace muster {
namespace {

constexpr const char* kVendor = "MikroTik";

Reading drop(std::string why) { return {{}, std::move(why)}; }

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

void add_name(NameFacts& names, const std::string& name, NameSource source) {
  if (!name.empty()) names.push_back({name, source});
}

template <class Told>
void add_comment(Told& fact, const Row& row, const Comments& comments) {
  if (row.text("comment").empty()) return;
  fact.fixed = true;
  add_name(fact.names, comments.name(row), NameSource::static_lease);
}

std::optional<Cidr> address_in(const Row& row, const char* key) {
  const auto address = parse_host_address(row.text(key));
  return address && address->prefix == address->ip.width() ? address : std::nullopt;
}

// Option 82: the port of the switch that passed the request on.
std::string relay_port(const Row& row) {
  const std::string remote = row.text("agent-remote-id");
  const std::string circuit = row.text("agent-circuit-id");
  return remote.empty() || circuit.empty() ? remote + circuit : remote + " " + circuit;
}

LeaseFact lease_fact(const Row& row, const char* address, const char* mac, const char* client_id) {
  LeaseFact fact;
  fact.mac = row.mac(mac);
  const ClientId id = parse_client_id(row.text(client_id));
  fact.duid = id.duid;
  if (!fact.mac) fact.mac = id.mac;
  fact.address = address_in(row, address);
  return fact;
}

// What was really handed out; where RouterOS leaves an active-* out, the configured value holds.
LeaseFact active_lease(const Row& row, const LeaseFact& configured) {
  LeaseFact fact = lease_fact(row, "active-address", "active-mac-address", "active-client-id");
  if (!fact.address) fact.address = configured.address;
  if (!fact.mac) fact.mac = configured.mac;
  if (fact.duid.empty() && fact.mac == configured.mac) fact.duid = configured.duid;
  fact.alive = true;
  fact.relay = relay_port(row);
  return fact;
}

std::string system_of(const Row& row) {
  const std::string version = first_word(row.text("version"));
  return version.empty() ? "RouterOS" : "RouterOS " + version;
}

}  // namespace

void Comments::add(const Row& row) {
  const std::string comment = lower(row.text("comment"));
  if (!is_host_name(comment) || parse_mac(comment)) return;
  Beside& beside = beside_[comment];
  const ClientId duid = parse_duid(row.text("duid"));
  const ClientId client = parse_client_id(row.text("client-id"));
  auto mac = row.mac("mac-address");
  if (!mac) mac = duid.mac ? duid.mac : client.mac;
  if (mac) {
    beside.macs.insert(*mac);
  } else {
    beside.others.insert(duid.duid.empty() ? row.text("address") : duid.duid);
  }
}

std::string Comments::name(const Row& row) const {
  const std::string comment = row.text("comment");
  const auto found = beside_.find(lower(comment));
  if (found == beside_.end()) return "";
  return found->second.macs.size() < 2 && found->second.others.size() < 2 ? comment : "";
}

Reading read_lease(const Row& row, const Comments& comments) {
  if (row.on("disabled")) return drop("disabled");
  const bool dynamic = row.on("dynamic");
  const NameSource told = dynamic ? NameSource::lease : NameSource::static_lease;
  LeaseFact configured = lease_fact(row, "address", "mac-address", "client-id");
  configured.fixed = !dynamic;
  if (row.text("status") != "bound") {
    add_comment(configured, row, comments);
    add_name(configured.names, row.text("host-name"), told);
    if (!configured.mac && configured.duid.empty()) return drop("no MAC");
    return {{configured}, ""};
  }
  LeaseFact active = active_lease(row, configured);
  if (!active.mac && active.duid.empty()) return drop("no MAC");
  const bool other = !dynamic && configured.mac && active.mac != configured.mac;
  active.fixed = configured.fixed && !other;
  add_comment(other ? configured : active, row, comments);
  add_name(active.names, row.text("host-name"), other ? NameSource::lease : told);
  if (!other) return {{active}, ""};
  return {{configured, active}, ""};
}

Reading read_binding(const Row& row, const Comments& comments) {
  if (row.on("disabled")) return drop("disabled");
  LeaseFact fact;
  const ClientId id = parse_duid(row.text("duid"));
  fact.duid = id.duid;
  fact.mac = id.mac;
  fact.address = address_in(row, "address");
  if (!fact.mac && fact.duid.empty()) return drop("no DUID");
  fact.fixed = !row.on("dynamic");
  fact.alive = row.text("status") == "bound";
  add_comment(fact, row, comments);
  return {{fact}, ""};
}

Reading read_arp(const Row& row, const Comments& comments) {
  const std::string status = row.text("status");
  if (row.on("disabled")) return drop("disabled");
  if (row.on("invalid")) return drop("invalid");
  if (row.text("complete") == "false" || status == "incomplete" || status == "failed") {
    return drop("incomplete");
  }
  const auto mac = row.mac("mac-address");
  if (!mac) return drop("no MAC");
  ArpFact fact;
  fact.mac = *mac;
  fact.address = address_in(row, "address");
  fact.port = row.text("interface");
  fact.alive = row.text("dynamic") != "false" && status != "permanent" && status != "noarp";
  add_comment(fact, row, comments);
  return {{fact}, ""};
}

Reading read_bridge_host(const Row& row, const Comments& comments) {
  if (row.on("local")) return drop("own address");
  if (row.on("disabled")) return drop("disabled");
  if (row.on("invalid")) return drop("invalid");
  const auto mac = row.mac("mac-address");
  if (!mac) return drop("no MAC");
  BridgeHost host{*mac, row.text("on-interface"), {}, false, ""};
  if (host.port.empty()) host.port = row.text("interface");
  const auto vlan = row.number("vid");
  if (vlan && *vlan >= 1 && *vlan <= 4094) host.vlans = {static_cast<int>(*vlan)};
  host.reserved = !row.text("comment").empty();
  host.name = comments.name(row);
  return {{}, "", host};
}

Reading read_neighbor(const Row& row, const Comments&) {
  NeighborFact fact;
  fact.mac = row.mac("mac-address");
  for (const char* key : {"address", "address4", "address6"}) {
    if (const auto address = address_in(row, key)) fact.addresses.push_back(*address);
  }
  sort_unique(fact.addresses);
  if (!fact.mac) return drop("no MAC");
  add_name(fact.names, row.text("identity"), NameSource::device);
  const bool ours = row.text("platform") == kVendor;
  fact.product.vendor = ours ? kVendor : "";
  fact.product.platform = ours ? system_of(row) : row.text("version");
  fact.product.model = row.text("board");
  if (fact.product.model.empty() && !ours) fact.product.model = row.text("platform");
  fact.port = split(row.text("interface"), ',').front();
  const std::string remote = row.text("interface-name");
  fact.interface = remote.substr(remote.rfind('/') + 1);  // "bridge/ether2"
  return {{fact}, ""};
}

Reading read_station(const Row& row, const Comments& comments) {
  if (row.on("ap")) return drop("access point");  // this router is the station there
  if (row.text("authorized") == "false") return drop("not authorized");
  const auto mac = row.mac("mac-address");
  if (!mac) return drop("no MAC");
  StationFact fact;
  fact.mac = *mac;
  fact.radio = row.text("interface");
  add_comment(fact, row, comments);
  return {{fact}, ""};
}

std::vector<Reading> read_router(const RouterTables& tables) {
  DeviceFact router;
  const Row board(tables.routerboard);
  const Row resource(tables.resource);
  router.product = {kVendor, board.text("model"), board.text("serial-number"), system_of(resource)};
  if (router.product.model.empty()) router.product.model = resource.text("board-name");
  add_name(router.names, Row(tables.identity).text("name"), NameSource::device);

  std::map<std::string, DeviceFact> interfaces;
  const auto interface = [&](const std::string& name) -> DeviceFact& {
    DeviceFact& fact = interfaces.try_emplace(name, router).first->second;
    fact.interface = name;
    return fact;
  };
  for (const auto& record : tables.interfaces) {
    const Row row(record);
    DeviceFact& fact = interface(row.text("name"));
    fact.mac = row.mac("mac-address");
    fact.description = row.text("comment");
    fact.mtu = mtu_of(row.number("actual-mtu").value_or(0));
  }
  for (const auto& record : tables.addresses) {
    const Row row(record);
    const auto address = parse_host_address(row.text("address"));
    if (!address || row.on("disabled") || row.on("invalid")) continue;
    interface(row.text("interface")).addresses.push_back(*address);
  }
  std::vector<Reading> readings;
  for (auto& [name, fact] : interfaces) {
    sort_unique(fact.addresses);
    const bool bare = !fact.mac && fact.addresses.empty();
    readings.push_back(bare ? drop("interface without MAC and address") : Reading{{fact}, ""});
  }
  return readings;
}

}  // namespace muster
