#include "target/netbox/read/rows.h"

#include <algorithm>

#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/kinds.h"
#include "target/netbox/read/time_text.h"

namespace muster::netbox {
namespace {

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string type_word(const Json& type) {
  return text(member(type, "manufacturer"), "slug") + "/" + text(type, "slug");
}

std::string owner_member(std::string_view interface_kind) {
  return interface_kind == "interface" ? "device" : "virtual_machine";
}

}  // namespace

void Aliases::put(std::string_view kind, long long id, const std::string& word) {
  words_.emplace(std::pair(std::string(kind), id), word);
}

Value Aliases::word(std::string_view kind, const Json& row, std::string_view name) const {
  const Json& to = member(row, name);
  if (!to.is_object()) return {};
  const auto found = words_.find({std::string(kind), id_of(to)});
  if (found != words_.end()) return found->second;
  if (kind == "device-type") return type_word(to);
  return text(to, kind == "cluster" ? "name" : "slug");
}

Resource Rows::start(std::string_view kind, const Json& row) const {
  Resource resource;
  resource.kind = kind;
  resource.host = muster_id(row);
  resource.owned = !resource.host.empty();
  resource.native = std::to_string(id_of(row));
  resource.key = Key(kind, "#" + resource.native);
  resource.changed = parse_time(text(row, "last_updated"));
  resource.fields["muster_id"] = text_or_null(resource.host);
  resource.fields["tag"] = text_or_null(has_tag(row) ? tag_slug : "");
  return resource;
}

Resource Rows::owner(std::string_view kind, const Json& row) const {
  const bool device = kind == "device";
  Resource resource = start(kind, row);
  const std::string name = text(row, "name");
  resource.label = name;
  resource.fields["name"] = name;
  resource.fields["site"] = aliases.word("site", row, "site");
  resource.fields["role"] = aliases.word("device-role", row, "role");
  resource.fields["status"] = choice(row, "status");
  resource.fields["tenant"] = aliases.word("tenant", row, "tenant");
  resource.fields["platform"] = aliases.word("platform", row, "platform");
  resource.site = text_of(resource.fields, "site");
  if (device) {
    resource.fields["device_type"] = aliases.word("device-type", row, "device_type");
    resource.fields["serial"] = optional_text(row, "serial");
    resource.natural = device_natural(resource.site, name);
  } else {
    resource.fields["cluster"] = aliases.word("cluster", row, "cluster");
    resource.natural = vm_natural(resource.site, text_of(resource.fields, "cluster"), name);
  }
  if (resource.owned) resource.key = Key(device ? "device" : "vm", resource.host);
  return resource;
}

void Rows::put_owner(const Resource& owner, const Json& row, const Key& key) {
  const auto found = desired.find(key);
  const std::string kind(interface_kind(owner.kind));
  owners_.emplace(std::pair(kind, id_of(row)),
                  Owner{key, owner.site, found == desired.end() ? owner : *found->second});
}

bool Rows::knows_owner(std::string_view kind, long long id) const {
  return owners_.contains({std::string(kind), id});
}

Resource Rows::interface(std::string_view kind, const Json& row) {
  const std::string name = text(row, "name");
  const Json& on = member(row, owner_member(kind));
  Resource resource = start(kind, row);
  resource.label = text(on, "name") + "/" + name;
  resource.fields["name"] = name;
  resource.fields["enabled"] = flag(row, "enabled");
  const auto owner = owners_.find({std::string(kind), id_of(on)});
  if (owner == owners_.end()) {  // on a device that is not ours: nobody can own it for us
    resource.owned = false;
    return resource;
  }
  const Key own_key(kind, std::string(owner->second.key.rest()) + "/" + name);
  resource.natural = interface_natural(owner->second.key, name);
  resource.site = owner->second.site;
  resource.parent = owner->second.key;
  resource.owned = resource.owned && own_key == Key(kind, resource.host + "/" + name);
  if (resource.owned) resource.key = own_key;
  places_.emplace(
      std::pair(std::string(muster::netbox::kind(kind).model), id_of(row)),
      Place{own_key, interface_path(owner->second.named, name), owner->second.key, resource.site});
  return resource;
}

void Rows::attach(Resource& resource, const Json& row) const {
  const std::string model = text(row, "assigned_object_type");
  const Json& id = member(row, "assigned_object_id");
  if (model.empty() || !id.is_number_integer()) {
    resource.fields["interface"] = Value();
    return;
  }
  const auto place = places_.find({model, id.get<long long>()});
  if (place == places_.end()) {
    const Json& on = member(row, "assigned_object");
    const Json& owner = member(on, on.contains("device") ? "device" : "virtual_machine");
    resource.fields["interface"] = text(owner, "name") + "/" + text(on, "name") + " (not muster's)";
    return;
  }
  resource.fields["interface"] = place->second.path;
  resource.parent = place->second.owner;
  resource.site = place->second.site;
}

Resource Rows::mac(const Json& row) const {
  const std::string address = upper(text(row, "mac_address"));
  Resource resource = start("mac-address", row);
  resource.label = address;
  resource.fields["mac_address"] = address;
  attach(resource, row);
  const Json& id = member(row, "assigned_object_id");
  const auto place = id.is_number_integer()
                         ? places_.find({text(row, "assigned_object_type"), id.get<long long>()})
                         : places_.end();
  if (place != places_.end()) {
    resource.natural = mac_natural(place->second.key, address);
    const std::string rest(place->second.key.rest());
    if (resource.owned) resource.key = Key("mac", rest + "/" + address);
  }
  // One that somebody took off its interface is still the one its host wants.
  const auto wanted = desired_macs.find(resource.host + "/" + address);
  if (resource.owned && !desired.contains(resource.key) && wanted != desired_macs.end())
    resource.key = wanted->second;
  return resource;
}

Resource Rows::ip(const Json& row) const {
  const auto cidr = parse_cidr(text(row, "address"));
  const std::string address = cidr ? render(*cidr) : text(row, "address");
  Resource resource = start("ip-address", row);
  resource.label = address;
  resource.fields["address"] = address;
  resource.fields["status"] = choice(row, "status");
  resource.fields["dns_name"] = optional_text(row, "dns_name");
  attach(resource, row);
  if (!member(row, "vrf").is_null()) {
    resource.owned = false;  // muster keeps to the global table
    return resource;
  }
  resource.natural = ip_natural(address);
  if (resource.owned) resource.key = Key("ip", without_mask(address));
  return resource;
}

}  // namespace muster::netbox
