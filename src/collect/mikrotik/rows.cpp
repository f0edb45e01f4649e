#include "collect/mikrotik/rows.h"

#include <map>

#include "collect/client_id.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr const char* kVendor = "MikroTik";

Reading drop(std::string why) { return {{}, std::move(why)}; }

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

void add_name(Fact& fact, const std::string& name, NameSource source) {
  if (!name.empty()) fact.names.push_back({name, source});
}

// A comment of one word is a name that a person gave; a longer one is a remark.
bool is_name(const std::string& comment) { return comment.find(' ') == std::string::npos; }

void add_comment(Fact& fact, const Row& row) {
  const std::string comment = row.text("comment");
  if (comment.empty()) return;
  fact.fixed = true;
  if (is_name(comment)) add_name(fact, comment, NameSource::static_lease);
}

void add_address(Fact& fact, const std::string& text) {
  const auto address = parse_host_address(text);
  if (address && address->prefix == address->ip.width()) fact.addresses.push_back(*address);
}

// "lease 10.20.4.17", and where there is no address the MAC or the DUID.
std::string row_name(const char* table, const Fact& fact) {
  std::string key = fact.duid;
  if (fact.mac) key = render(*fact.mac);
  if (!fact.addresses.empty()) key = render(fact.addresses.front().ip);
  return std::string(table) + " " + key;
}

// Option 82: the port of the switch that passed the request on.
std::string relay_port(const Row& row) {
  const std::string remote = row.text("agent-remote-id");
  const std::string circuit = row.text("agent-circuit-id");
  return remote.empty() || circuit.empty() ? remote + circuit : remote + " " + circuit;
}

Fact lease_fact(const Row& row, const char* address, const char* mac, const char* client_id) {
  Fact fact;
  fact.kind = FactKind::lease;
  fact.mac = row.mac(mac);
  const ClientId id = parse_client_id(row.text(client_id));
  fact.duid = id.duid;
  if (!fact.mac) fact.mac = id.mac;
  add_address(fact, row.text(address));
  return fact;
}

// What was really handed out; where RouterOS leaves an active-* out, the configured value holds.
Fact active_lease(const Row& row, const Fact& configured) {
  Fact fact = lease_fact(row, "active-address", "active-mac-address", "active-client-id");
  if (fact.addresses.empty()) fact.addresses = configured.addresses;
  if (!fact.mac) fact.mac = configured.mac;
  if (fact.duid.empty() && fact.mac == configured.mac) fact.duid = configured.duid;
  fact.alive = true;
  fact.seen_on = relay_port(row);
  return fact;
}

std::string system_of(const Row& row) {
  const std::string version = first_word(row.text("version"));
  return version.empty() ? "RouterOS" : "RouterOS " + version;
}

}  // namespace

Reading read_lease(const Row& row) {
  if (row.on("disabled")) return drop("disabled");
  const bool dynamic = row.on("dynamic");
  const NameSource told = dynamic ? NameSource::lease : NameSource::static_lease;
  Fact configured = lease_fact(row, "address", "mac-address", "client-id");
  configured.fixed = !dynamic;
  configured.row = row_name("lease", configured);
  if (row.text("status") != "bound") {
    add_comment(configured, row);
    add_name(configured, row.text("host-name"), told);
    if (!configured.mac && configured.duid.empty()) return drop("no MAC");
    return {{configured}, ""};
  }
  Fact active = active_lease(row, configured);
  if (!active.mac && active.duid.empty()) return drop("no MAC");
  const bool other = !dynamic && configured.mac && active.mac != configured.mac;
  active.fixed = configured.fixed && !other;
  active.row = row_name("lease", active) + (other ? " (active)" : "");
  add_comment(other ? configured : active, row);
  add_name(active, row.text("host-name"), other ? NameSource::lease : told);
  if (!other) return {{active}, ""};
  return {{configured, active}, ""};
}

Reading read_binding(const Row& row) {
  if (row.on("disabled")) return drop("disabled");
  Fact fact;
  fact.kind = FactKind::lease;
  const ClientId id = parse_duid(row.text("duid"));
  fact.duid = id.duid;
  fact.mac = id.mac;
  add_address(fact, row.text("address"));
  if (!fact.mac && fact.duid.empty()) return drop("no DUID");
  fact.row = row_name("binding", fact);
  fact.fixed = !row.on("dynamic");
  fact.alive = row.text("status") == "bound";
  add_comment(fact, row);
  return {{fact}, ""};
}

Reading read_arp(const Row& row) {
  const std::string status = row.text("status");
  if (row.on("disabled")) return drop("disabled");
  if (row.on("invalid")) return drop("invalid");
  if (row.text("complete") == "false" || status == "incomplete" || status == "failed") {
    return drop("incomplete");
  }
  Fact fact;
  fact.kind = FactKind::arp;
  fact.mac = row.mac("mac-address");
  if (!fact.mac) return drop("no MAC");
  add_address(fact, row.text("address"));
  fact.row = "arp " + (fact.addresses.empty() ? render(*fact.mac) : render(fact.addresses[0].ip));
  fact.seen_on = row.text("interface");
  fact.alive = row.text("dynamic") != "false" && status != "permanent" && status != "noarp";
  add_comment(fact, row);
  return {{fact}, ""};
}

Reading read_bridge_host(const Row& row) {
  if (row.on("local")) return drop("own address");
  if (row.on("disabled")) return drop("disabled");
  if (row.on("invalid")) return drop("invalid");
  const auto mac = row.mac("mac-address");
  if (!mac) return drop("no MAC");
  BridgeHost host{*mac, row.text("on-interface"), {}, false, ""};
  if (host.port.empty()) host.port = row.text("interface");
  const auto vlan = row.number("vid");
  if (vlan && *vlan >= 1 && *vlan <= 4094) host.vlans = {static_cast<int>(*vlan)};
  const std::string comment = row.text("comment");
  host.reserved = !comment.empty();
  if (is_name(comment)) host.name = comment;
  return {{}, "", host};
}

Reading read_neighbor(const Row& row) {
  Fact fact;
  fact.kind = FactKind::neighbor;
  fact.mac = row.mac("mac-address");
  for (const char* key : {"address", "address4", "address6"}) add_address(fact, row.text(key));
  sort_unique(fact.addresses);
  if (!fact.mac) return drop("no MAC");
  fact.row = "neighbor " + render(*fact.mac);
  add_name(fact, row.text("identity"), NameSource::device);
  const bool ours = row.text("platform") == kVendor;
  fact.vendor = ours ? kVendor : "";
  fact.platform = ours ? system_of(row) : row.text("version");
  fact.model = row.text("board");
  if (fact.model.empty() && !ours) fact.model = row.text("platform");
  fact.seen_on = split(row.text("interface"), ',').front();
  const std::string remote = row.text("interface-name");
  fact.interface = remote.substr(remote.rfind('/') + 1);  // "bridge/ether2"
  fact.alive = true;
  return {{fact}, ""};
}

Reading read_station(const Row& row) {
  if (row.on("ap")) return drop("access point");  // this router is the station there
  if (row.text("authorized") == "false") return drop("not authorized");
  Fact fact;
  fact.kind = FactKind::station;
  fact.mac = row.mac("mac-address");
  if (!fact.mac) return drop("no MAC");
  fact.row = "station " + render(*fact.mac);
  fact.seen_on = row.text("interface");
  fact.alive = true;
  add_comment(fact, row);
  return {{fact}, ""};
}

std::vector<Reading> read_router(const RouterTables& tables) {
  Fact router;
  router.kind = FactKind::device;
  router.alive = true;
  router.vendor = kVendor;
  const Row board(tables.routerboard);
  const Row resource(tables.resource);
  router.model = board.text("model");
  if (router.model.empty()) router.model = resource.text("board-name");
  router.serial = board.text("serial-number");
  router.platform = system_of(resource);
  add_name(router, Row(tables.identity).text("name"), NameSource::device);

  std::map<std::string, Fact> interfaces;
  const auto interface = [&](const std::string& name) -> Fact& {
    Fact& fact = interfaces.try_emplace(name, router).first->second;
    fact.interface = name;
    fact.row = "interface " + name;
    return fact;
  };
  for (const auto& record : tables.interfaces) {
    const Row row(record);
    interface(row.text("name")).mac = row.mac("mac-address");
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
