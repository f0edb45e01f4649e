#include "target/netbox/objects.h"

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "target/netbox/survey.h"
#include "target/netbox/vrfs.h"

namespace muster::netbox {
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

// The site whose networks hold the address, in that VRF; "" = none.
std::string site_of(const Json& row, const Ip& ip, const Config& config, const Vrfs& vrfs) {
  for (const auto& [slug, site] : config.sites) {
    if (in_any(site.networks, ip) && vrfs.holds(row, config, slug, ip)) return slug;
  }
  return "";
}

void add_address_object(const Kind& of, const Json& row, const Config& config, const Vrfs& vrfs,
                        std::vector<NetboxObject>& into) {
  const auto cidr = parse_cidr(text(row, "address"));
  if (!cidr) return;
  NetboxObject object = object_of(of, row, "address");
  object.site = site_of(row, cidr->ip, config, vrfs);
  if (object.site.empty()) return;
  const Json& port = member(row, "assigned_object");
  for (const char* owner : {"device", "virtual_machine"}) {
    if (object.on.empty()) object.on = clean(text(member(port, owner), "name"));
  }
  into.push_back(std::move(object));
}

}  // namespace

void keep_surveyed(Client& client) {
  for (const Kind& each : kinds()) {
    if (each.level == Level::owner) client.keep(listing(each));
  }
  client.keep(listing(kind("ip-address")));
}

std::vector<NetboxObject> surveyed(Client& client, const Config& config, std::stop_token stop) {
  std::vector<NetboxObject> all;
  for (const Kind& each : kinds()) {
    if (each.level != Level::owner) continue;
    client.each(
        listing(each), [&](const Json& row) { add_owner_object(each, row, config, all); }, stop);
  }
  const Vrfs vrfs(named_vrfs(config), client, stop);
  const Kind& addresses = kind("ip-address");
  client.each(
      listing(addresses),
      [&](const Json& row) { add_address_object(addresses, row, config, vrfs, all); }, stop);
  return all;
}

}  // namespace muster::netbox
