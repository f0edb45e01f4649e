#include "collect/mikrotik.h"

#include <array>

#include "collect/link.h"
#include "collect/mikrotik_rows.h"
#include "wire/base64.h"

namespace muster {
namespace {

struct Menu {
  const char* path;
  const char* fields;
  FactKind kind;
  Reading (*read)(const Row& row);
};

constexpr std::array<Menu, 6> kMenus{{
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
     "interface-name",
     FactKind::neighbor, read_neighbor},
}};

// RouterOS says this of a menu that its release or its packages do not have.
bool lacks_menu(const Reply& reply) {
  return reply.status == 400 && reply.error &&
         reply.error->why.find("no such command") != std::string::npos;
}

class Router {
 public:
  Router(const Source& source, Wires& wires, std::stop_token stop) : link_(source, wires, stop) {
    const std::string login = source.config.username + ":" + source.password.reveal();
    link_.set_login({"Authorization", Secret("Basic " + to_base64(login))});
    seen_.source = source.config.id();
    seen_.site = source.config.site;
  }

  Observation read() && {
    Reply first = link_.get("/rest/system/resource?.proplist=version,board-name");
    if (first.error) {
      seen_.trouble.add(std::move(*first.error));
      return std::move(seen_);
    }
    read_itself(first_of(records_of(std::move(first.body))));
    for (const Menu& menu : kMenus) read_menu(menu);
    for (const FactKind kind : unread_) seen_.complete.erase(kind);
    return std::move(seen_);
  }

 private:
  // The records of a menu. nullopt: not read, and said so unless the menu does not exist.
  std::optional<std::vector<nlohmann::json>> table(const std::string& path, const char* fields) {
    Reply reply = link_.get("/rest" + path + "?.proplist=" + fields);
    lacking_ = lacks_menu(reply);
    if (!reply.error) return records_of(std::move(reply.body));
    if (!lacking_) seen_.trouble.add(std::move(*reply.error));
    return std::nullopt;
  }

  void keep(Reading reading) {
    if (reading.facts.empty()) ++seen_.dropped[reading.dropped];
    for (Fact& fact : reading.facts) {
      fact.source = seen_.source;
      fact.site = seen_.site;
      seen_.facts.push_back(std::move(fact));
    }
  }

  void read_menu(const Menu& menu) {
    const auto records = table(menu.path, menu.fields);
    if (!records) {
      if (!lacking_) unread_.insert(menu.kind);
      return;
    }
    seen_.complete.insert(menu.kind);
    for (const auto& record : *records) {
      const Row row(record);
      keep(row.is_record() ? menu.read(row) : Reading{{}, "empty row"});
    }
  }

  static nlohmann::json first_of(std::vector<nlohmann::json> records) {
    return records.empty() ? nlohmann::json() : std::move(records.front());
  }

  nlohmann::json single(const char* path, const char* fields) {
    auto records = table(path, fields);
    return records ? first_of(std::move(*records)) : nlohmann::json();
  }

  void read_itself(nlohmann::json resource) {
    RouterTables tables;
    tables.resource = std::move(resource);
    tables.identity = single("/system/identity", "name");
    tables.routerboard = single("/system/routerboard", "model,serial-number");
    const auto interfaces = table("/interface", "name,mac-address");
    bool whole = interfaces.has_value();
    if (interfaces) tables.interfaces = *interfaces;
    for (const char* path : {"/ip/address", "/ipv6/address"}) {
      const auto addresses = table(path, "address,interface,disabled,invalid");
      whole = whole && (addresses || lacking_);
      if (!addresses) continue;
      tables.addresses.insert(tables.addresses.end(), addresses->begin(), addresses->end());
    }
    for (Reading& reading : read_router(tables)) keep(std::move(reading));
    if (whole) seen_.complete.insert(FactKind::device);
  }

  Link link_;
  Observation seen_;
  std::set<FactKind> unread_;
  bool lacking_ = false;  // the menu asked last does not exist
};

}  // namespace

Observation collect_mikrotik(const Source& source, Wires& wires, std::stop_token stop) {
  return Router(source, wires, std::move(stop)).read();
}

}  // namespace muster
