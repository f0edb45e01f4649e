#include "target/netbox/objects.h"

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "target/netbox/client.h"

namespace muster {
namespace netbox {
namespace {

NetboxObject object_of(const Kind& of, const Json& row, std::string_view label) {
  return {.kind = std::string(of.name()),
          .native = std::to_string(id_of(row)),
          .label = clean(text(row, label)),
          .site = {},
          .on = {},
          .host = muster_id(row)};
}

void add_owner_object(const Kind& of, const Json& row, const Config& config,
                      std::vector<NetboxObject>& into) {
  NetboxObject object = object_of(of, row, "name");
  object.site = text(member(row, "site"), "slug");
  if (config.sites.contains(object.site)) into.push_back(std::move(object));
}

// The site whose networks hold the address; "" = none.
std::string site_of(const Ip& ip, const Config& config) {
  for (const auto& [slug, site] : config.sites) {
    if (in_any(site.networks, ip)) return slug;
  }
  return "";
}

void add_address_object(const Kind& of, const Json& row, const Config& config,
                        std::vector<NetboxObject>& into) {
  const auto cidr = parse_cidr(text(row, "address"));
  if (!cidr || !member(row, "vrf").is_null()) return;
  NetboxObject object = object_of(of, row, "address");
  object.site = site_of(cidr->ip, config);
  if (object.site.empty()) return;
  const Json& port = member(row, "assigned_object");
  for (const char* owner : {"device", "virtual_machine"}) {
    if (object.on.empty()) object.on = clean(text(member(port, owner), "name"));
  }
  into.push_back(std::move(object));
}

}  // namespace
}  // namespace netbox

std::vector<NetboxObject> netbox_objects(const NetboxConfig& netbox, const Secrets& secrets,
                                         const Config& config, ReadWires wires,
                                         std::stop_token stop) {
  netbox::Client client(netbox, secrets["token"], wires.http);
  std::vector<NetboxObject> all;
  for (const netbox::Kind& each : netbox::kinds()) {
    if (each.level != netbox::Level::owner) continue;
    for (const netbox::Json& row : client.list(netbox::listing(each), stop)) {
      netbox::add_owner_object(each, row, config, all);
    }
  }
  const netbox::Kind& addresses = netbox::kind("ip-address");
  for (const netbox::Json& row : client.list(netbox::listing(addresses), stop)) {
    netbox::add_address_object(addresses, row, config, all);
  }
  return all;
}

}  // namespace muster
