#include "collect/mikrotik/view.h"

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/list.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr long long kMostVlan = 4094;

struct CapabilityWord {
  std::string_view word;
  Capability bit;
};
constexpr std::array<CapabilityWord, 8> kCapabilities{{
    {"other", Capability::other},
    {"repeater", Capability::repeater},
    {"bridge", Capability::bridge},
    {"wlan-ap", Capability::access_point},
    {"router", Capability::router},
    {"telephone", Capability::telephone},
    {"docsis-cable-device", Capability::docsis},
    {"station-only", Capability::station},
}};

std::vector<std::string> words_of(const Row& row, const char* key) {
  std::vector<std::string> words;
  for (const std::string& part : split(row.text(key), ',')) {
    if (!trim(part).empty()) words.emplace_back(trim(part));
  }
  return words;
}

unsigned capabilities_of(const Row& row) {
  const bool told = !row.text("system-caps-enabled").empty();
  unsigned bits = 0;
  for (const std::string& word : words_of(row, told ? "system-caps-enabled" : "system-caps")) {
    for (const CapabilityWord& one : kCapabilities) {
      if (word == one.word) bits |= static_cast<unsigned>(one.bit);
    }
  }
  return bits;
}

// The richest of the protocols that told of it; releases that do not say it are guessed at by who
// speaks MNDP.
std::string protocol_of(const Row& row) {
  const auto told = words_of(row, "discovered-by");
  for (const char* protocol : {"lldp", "cdp", "mndp"}) {
    if (std::find(told.begin(), told.end(), protocol) != told.end()) return protocol;
  }
  return row.text("platform") == "MikroTik" ? "mndp" : "lldp";
}

Peer peer_of(const Row& row) {
  Peer peer;
  peer.protocol = protocol_of(row);
  peer.port = split(row.text("interface"), ',').front();
  if (const auto mac = row.mac("mac-address")) peer.chassis = render(*mac);
  const std::string remote = row.text("interface-name");
  peer.remote_port = remote.substr(remote.rfind('/') + 1);  // "bridge/ether2"
  peer.name = row.text("identity");
  peer.platform = row.text("system-description");
  if (peer.platform.empty()) {
    peer.platform = std::string(trim(row.text("platform") + " " + row.text("version")));
  }
  peer.capabilities = capabilities_of(row);
  for (const char* key : {"address", "address4", "address6"}) {
    if (const auto address = parse_host_address(row.text(key))) {
      peer.addresses.push_back(address->ip);
    }
  }
  sort_unique(peer.addresses);
  return peer;
}

// "10,20-25"; what is no VLAN is left out.
std::vector<int> vlans_of(const Row& row) {
  std::vector<int> vlans;
  for (const std::string& part : words_of(row, "vlan-ids")) {
    const auto ends = split(part, '-');
    const auto first = parse_int(ends.front());
    const auto last = parse_int(ends.back());
    if (!first || !last || ends.size() > 2) continue;
    for (long long id = std::max(*first, 1LL); id <= std::min(*last, kMostVlan); ++id) {
      vlans.push_back(static_cast<int>(id));
    }
  }
  return vlans;
}

class View {
 public:
  SwitchView read(const RouterTables& router, const ForwardingTables& tables) && {
    view_.name = Row(router.identity).text("name");
    for (const auto& record : router.interfaces) add_interface(Row(record));
    for (const auto& record : router.addresses) add_address(Row(record));
    for (const auto& record : tables.bridges) add_bridge(Row(record));
    for (const auto& record : tables.bonds) add_bond(Row(record));
    for (const auto& record : tables.ports) add_port(Row(record));
    for (const auto& record : tables.vlans) add_vlans(Row(record));
    for (const auto& record : tables.hosts) add_own(Row(record));
    for (const auto& record : tables.neighbors) {
      if (Row(record).is_record()) view_.peers.push_back(peer_of(Row(record)));
    }
    return finish();
  }

 private:
  SwitchPort& port(const std::string& name) {
    SwitchPort& port = ports_[name];
    port.name = name;
    return port;
  }

  void add_interface(const Row& row) {
    const auto mac = row.mac("mac-address");
    if (mac) view_.own.push_back(*mac);
    const std::string type = row.text("type");
    if (type == "bridge" && mac && view_.chassis.empty()) view_.chassis = render(*mac);
    if (row.text("name").empty() || type == "bridge" || type == "vlan" || type == "loopback") {
      return;
    }
    SwitchPort& one = port(row.text("name"));
    one.description = row.text("comment");
    one.mac = mac;
  }

  void add_address(const Row& row) {
    const auto address = parse_host_address(row.text("address"));
    if (!address || row.on("disabled") || row.on("invalid")) return;
    view_.addresses.push_back(address->ip);
  }

  void add_bridge(const Row& row) {
    if (const auto mac = row.mac("mac-address")) view_.own.push_back(*mac);
    if (row.on("vlan-filtering")) filtering_.insert(row.text("name"));
  }

  void add_bond(const Row& row) {
    for (const std::string& member : words_of(row, "slaves")) port(member).lag = row.text("name");
  }

  // Without VLAN filtering a PVID says nothing.
  void add_port(const Row& row) {
    if (row.on("disabled") || row.text("interface").empty()) return;
    SwitchPort& one = port(row.text("interface"));
    one.root = one.root || row.text("role") == "root-port";
    const auto pvid = row.number("pvid");
    const bool valid = pvid && *pvid >= 1 && *pvid <= kMostVlan;
    if (valid && filtering_.contains(row.text("bridge"))) {
      one.vlans.push_back(static_cast<int>(*pvid));
    }
  }

  void add_vlans(const Row& row) {
    if (row.on("disabled") || !filtering_.contains(row.text("bridge"))) return;
    const std::vector<int> vlans = vlans_of(row);
    for (const char* key : {"tagged", "current-tagged", "untagged", "current-untagged"}) {
      for (const std::string& name : words_of(row, key)) {
        const auto found = ports_.find(name);
        if (found == ports_.end()) continue;  // the bridge itself
        found->second.vlans.insert(found->second.vlans.end(), vlans.begin(), vlans.end());
        if (std::string_view(key).ends_with("-tagged") || std::string_view(key) == "tagged") {
          found->second.tagged = true;
        }
      }
    }
  }

  void add_own(const Row& row) {
    if (const auto mac = row.mac("mac-address"); mac && row.on("local")) view_.own.push_back(*mac);
  }

  SwitchView finish() {
    sort_unique(view_.own);
    sort_unique(view_.addresses);
    sort_unique(view_.peers);
    if (view_.chassis.empty() && !view_.own.empty()) view_.chassis = render(view_.own.front());
    for (auto& [name, port] : ports_) {
      sort_unique(port.vlans);
      view_.ports.push_back(std::move(port));
    }
    return std::move(view_);
  }

  SwitchView view_;
  std::map<std::string, SwitchPort> ports_;
  std::set<std::string> filtering_;
};

}  // namespace

SwitchView view_of(const RouterTables& router, const ForwardingTables& tables) {
  return View().read(router, tables);
}

}  // namespace muster
