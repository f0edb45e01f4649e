#include "target/netbox/reading.h"

#include <algorithm>

#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/kinds.h"

namespace muster::netbox {

Reading::Reading(Client& client, std::span<const Resource> desired, Progress& progress,
                 std::stop_token stop)
    : client_(client), desired_(desired), progress_(progress), stop_(stop) {
  for (const Resource& resource : desired_) {
    rows_.desired.emplace(resource.key, &resource);
    if (resource.kind == "mac-address")
      rows_.desired_macs.emplace(resource.host + "/" + resource.label, resource.key);
  }
}

Snapshot Reading::run() {
  snapshot_.version = client_.version(stop_).text;
  marked_ = check_custom_field();
  for (const std::string_view owners : {"device", "virtual-machine"})
    lists_[std::string(owners)] = sweep(owners);
  find_prerequisites();
  require_tenants();
  add_owners();
  add_interfaces();
  add_attached();
  snapshot_.objects = client_.objects();
  snapshot_.requests = client_.requests();
  return std::move(snapshot_);
}

void Reading::add(Resource resource) {
  const std::string of = text(resource.extra, "kind");  // primaries go by their owner's id
  if (!natives_.insert(resource.kind + of + ":" + resource.native).second) return;
  if (resource.owned && !resource.natural.empty()) naturals_.insert(resource.natural);
  snapshot_.resources.push_back(std::move(resource));
}

bool Reading::check_custom_field() {
  const Kind& field = kind("custom-field");
  const std::string name(id_field);
  for (const Json& row : client_.list(
           {std::string(field.endpoint), std::string(field.fields), "name=" + name}, stop_)) {
    if (text(row, "name") != name) continue;
    const Json& models = member(row, "object_types");
    for (const Kind& each : kinds()) {
      const bool covered =
          models.is_array() && std::find(models.begin(), models.end(), each.model) != models.end();
      if (!each.swept || covered) continue;
      throw Error("the custom field \"" + name + "\" in NetBox does not cover " +
                  std::string(each.model))
          .because("muster knows its own objects by it")
          .mend("add " + std::string(each.model) + " to its object types");
    }
    if (choice(row, "type") != "text") {
      throw Error("the custom field \"" + name + "\" in NetBox is not a text field")
          .mend("delete it, muster creates it as it needs it");
    }
    prerequisites_[key("custom-field", name)] = id_of(row);
    return true;
  }
  return false;
}

std::vector<Json> Reading::tagged(std::string_view name) {
  const Kind& row_kind = kind(name);
  const std::string filter = "tag=" + std::string(tag_slug);
  auto rows = client_.list_known(
      {std::string(row_kind.endpoint), std::string(row_kind.fields), filter}, stop_);
  if (!rows) {  // NetBox refuses a tag that does not exist
    const auto tags = client_.list({"extras/tags", "id,name,slug", "slug=muster"}, stop_);
    if (tags.empty()) return {};
    throw Error("NetBox refuses to list " + std::string(row_kind.endpoint) + " by " + filter);
  }
  for (const Json& row : *rows) {
    if (has_tag(row)) continue;
    throw Error("NetBox ignored the filter " + filter + " on " + std::string(row_kind.endpoint))
        .because("object " + std::to_string(id_of(row)) + " came back without that tag");
  }
  return std::move(*rows);
}

std::vector<Json> Reading::sweep(std::string_view name) {
  if (!marked_) return {};
  auto rows = tagged(name);
  const auto swept =
      std::count_if(kinds().begin(), kinds().end(), [](const Kind& each) { return each.swept; });
  progress_.step(++sweeps_, static_cast<size_t>(swept));
  return rows;
}

void Reading::add_owners() {
  for (const std::string_view name : {"device", "virtual-machine"}) {
    for (const Json& row : lists_[std::string(name)]) {
      Resource owner = rows_.owner(name, row);
      if (!owner.owned) continue;
      rows_.put_owner(owner, row, owner.key);
      add_primary_ips(row, owner);
      add(std::move(owner));
    }
    look_up_owners(name);
  }
  lists_.clear();
}

void Reading::add_interfaces() {
  for (const std::string_view name : {"interface", "vm-interface"}) {
    for (const Json& row : sweep(name)) {
      Resource interface = rows_.interface(name, row);
      if (!interface.owned) continue;
      add_primary_mac(row, interface);
      add(std::move(interface));
    }
    look_up_interfaces(name);
  }
}

void Reading::add_attached() {
  for (const Json& row : sweep("mac-address")) {
    if (Resource mac = rows_.mac(row); mac.owned) add(std::move(mac));
  }
  look_up_macs();
  for (const Json& row : sweep("ip-address")) {
    if (Resource ip = rows_.ip(row); ip.owned) add(std::move(ip));
  }
  look_up_ips();
}

void Reading::add_primary_mac(const Json& row, const Resource& interface) {
  const std::string rest = interface.key.substr(interface.key.find(':') + 1);
  const auto wanted = rows_.desired.find(key("primary-mac", rest));
  const Json mac = optional_text(member(row, "primary_mac_address"), "mac_address");
  if (wanted == rows_.desired.end() || mac.is_null()) return;
  Resource primary = *wanted->second;
  primary.fields["primary_mac"] = mac;
  primary.owned = interface.owned;
  primary.native = interface.native;
  primary.changed = interface.changed;
  primary.extra = {{"kind", interface.kind}};
  add(std::move(primary));
}

void Reading::add_primary_ips(const Json& row, const Resource& owner) {
  const auto wanted = rows_.desired.find(key("primary-ip", owner.host));
  if (wanted == rows_.desired.end()) return;
  Resource primary = *wanted->second;
  bool any = false;
  for (const char* name : {"primary_ip4", "primary_ip6"}) {
    const std::string address = text(member(row, name), "address");
    const auto ip = parse_ip(without_mask(address));
    any = any || ip;
    primary.fields[name] = ip ? Json(render(*ip)) : Json();
  }
  if (!any) return;
  primary.owned = owner.owned;
  primary.native = owner.native;
  primary.changed = owner.changed;
  primary.extra = {{"kind", owner.kind}};
  add(std::move(primary));
}

}  // namespace muster::netbox
