#include "collect/mikrotik/mikrotik.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "collect/mikrotik/menus.h"
#include "collect/mikrotik/rows.h"
#include "collect/mikrotik/view.h"

namespace muster {
namespace {

struct Menu {
  const char* path;
  const char* fields;
  FactKind kind;
  Reading (*read)(const Row& row, const Comments& comments);
};

constexpr const char* kStation = "interface,mac-address,ap,authorized,comment";

constexpr std::array<Menu, 10> kMenus{{
    {"/ip/dhcp-server/lease",
     "address,mac-address,client-id,active-address,active-mac-address,active-client-id,status,"
     "host-name,agent-circuit-id,agent-remote-id,dynamic,disabled,comment",
     FactKind::lease, read_lease},
    {"/ipv6/dhcp-server/binding", "address,duid,status,dynamic,disabled,comment", FactKind::lease,
     read_binding},
    {"/ip/arp", "address,mac-address,interface,complete,invalid,disabled,dynamic,status,comment",
     FactKind::arp, read_arp},
    {"/ipv6/neighbor", "address,mac-address,interface,status,comment", FactKind::arp, read_arp},
    {"/interface/bridge/host",
     "mac-address,on-interface,interface,vid,local,dynamic,invalid,disabled,comment",
     FactKind::bridge_host, read_bridge_host},
    {"/ip/neighbor",
     "mac-address,address,address4,address6,identity,platform,version,board,interface,"
     "interface-name,system-description,system-caps,system-caps-enabled,discovered-by",
     FactKind::neighbor, read_neighbor},
    {"/interface/wifi/registration-table", kStation, FactKind::station, read_station},
    {"/interface/wifiwave2/registration-table", kStation, FactKind::station, read_station},
    {"/interface/wireless/registration-table", kStation, FactKind::station, read_station},
    {"/caps-man/registration-table", kStation, FactKind::station, read_station},
}};

constexpr const char* kAddress = "address,interface,disabled,invalid";

// What the router is, and how it forwards.
constexpr std::array<std::array<const char*, 2>, 9> kItself{{
    {"/system/identity", "name"},
    {"/system/routerboard", "model,serial-number"},
    {"/interface", "name,mac-address,type,comment,actual-mtu"},
    {"/ip/address", kAddress},
    {"/ipv6/address", kAddress},
    {"/interface/bridge", "name,mac-address,vlan-filtering"},
    {"/interface/bridge/port", "interface,bridge,pvid,role,disabled"},
    {"/interface/bridge/vlan",
     "bridge,vlan-ids,tagged,untagged,current-tagged,current-untagged,disabled"},
    {"/interface/bonding", "name,slaves"},
}};

std::string lag_of(const SwitchView& view, const std::string& interface) {
  const auto port = std::find_if(view.ports.begin(), view.ports.end(),
                                 [&](const SwitchPort& one) { return one.name == interface; });
  return port == view.ports.end() ? "" : port->lag;
}

class Router {
 public:
  explicit Router(const Source& source) {
    seen_.source = source.config.id();
    seen_.site = source.config.site;
  }

  Observation read(OpenRouter router) && {
    if (router.note) seen_.trouble.add(std::move(*router.note));
    ask(*router.menus);
    router_.resource = std::move(router.resource);
    read_itself();
    read_view();
    hear_comments();
    for (const Menu& menu : kMenus) read_menu(menu);
    for (const FactKind kind : unread_) seen_.complete.erase(kind);
    seen_.answer = cut_ ? Answer::partial : Answer::whole;
    if (!cut_ && seen_.rows() == 0 && seen_.dropped.empty()) {
      seen_.doubt(Error(seen_.source + ": every table is empty, that of its interfaces too")
                      .mend("see which rights the user has on the router"));
    }
    return std::move(seen_);
  }

 private:
  void ask(RouterMenus& menus) {
    std::vector<MenuQuery> queries;
    for (const auto& [path, fields] : kItself) queries.push_back({path, fields});
    for (const Menu& menu : kMenus) queries.push_back({menu.path, menu.fields});
    std::vector<MenuTable> tables = menus.read(queries);
    for (size_t i = 0; i < queries.size(); ++i) {
      tell_of(tables[i]);
      tables_[queries[i].path] = std::move(tables[i]);
    }
  }

  // Once, where a cut connection ended several tables.
  void tell_of(const MenuTable& table) {
    if (!table.error || table.lacking) return;
    cut_ = true;
    const auto& told = seen_.trouble.items();
    const bool again = std::any_of(told.begin(), told.end(), [&](const Error& error) {
      return error.message == table.error->message && error.why == table.error->why;
    });
    if (!again) seen_.trouble.add(*table.error);
  }

  const Records& rows(const std::string& path) const { return tables_.at(path).rows; }
  bool unread(const std::string& path) const {
    const MenuTable& table = tables_.at(path);
    return table.error && !table.lacking;
  }

  nlohmann::json single(const std::string& path) const {
    return rows(path).empty() ? nlohmann::json() : rows(path).front();
  }

  void keep(Reading reading) {
    if (!reading.dropped.empty()) ++seen_.dropped[reading.dropped];
    for (Fact& fact : reading.facts) seen_.facts.push_back(std::move(fact));
    if (!reading.host) return;
    const BridgeHost& host = *reading.host;
    seen_.forwarding.add(host.mac, host.port, host.vlans, "bridge-host");
    if (host.reserved) seen_.forwarding.reserve(host.name);
  }

  void hear_comments() {
    for (const Menu& menu : kMenus) {
      for (const auto& record : rows(menu.path)) comments_.add(Row(record));
    }
  }

  void read_menu(const Menu& menu) {
    if (unread(menu.path)) unread_.insert(menu.kind);
    if (tables_.at(menu.path).error) return;
    seen_.complete.insert(menu.kind);
    for (const auto& record : rows(menu.path)) {
      const Row row(record);
      keep(row.is_record() ? menu.read(row, comments_) : Reading{{}, "empty row"});
    }
  }

  void read_itself() {
    router_.identity = single("/system/identity");
    router_.routerboard = single("/system/routerboard");
    router_.interfaces = rows("/interface");
    bool whole = !tables_.at("/interface").error;
    for (const char* path : {"/ip/address", "/ipv6/address"}) {
      whole = whole && !unread(path);
      router_.addresses.insert(router_.addresses.end(), rows(path).begin(), rows(path).end());
    }
    for (Reading& reading : read_router(router_)) keep(std::move(reading));
    if (whole) seen_.complete.insert(FactKind::device);
  }

  void read_view() {
    SwitchView view = view_of(router_, {rows("/interface/bridge"), rows("/interface/bridge/port"),
                                        rows("/interface/bridge/vlan"), rows("/interface/bonding"),
                                        rows("/interface/bridge/host"), rows("/ip/neighbor")});
    view.source = seen_.source;
    if (view.name.empty()) view.name = seen_.source.substr(seen_.source.find(':') + 1);
    view.whole = !tables_.at("/interface/bridge/host").error;
    for (Fact& fact : seen_.facts) {
      auto* own = std::get_if<DeviceFact>(&fact);
      if (own != nullptr) own->lag = lag_of(view, own->interface);
    }
    seen_.view = std::move(view);
  }

  std::map<std::string, MenuTable> tables_;
  Comments comments_;
  RouterTables router_;
  Observation seen_;
  std::set<FactKind> unread_;
  bool cut_ = false;  // a menu that the router has was not read
};

}  // namespace

Observation collect_mikrotik(const Source& source, Wires& wires, std::stop_token stop) {
  try {
    return Router(source).read(open_router(source, wires, std::move(stop)));
  } catch (const Error& error) {
    return failed(source, error);
  }
}

}  // namespace muster
