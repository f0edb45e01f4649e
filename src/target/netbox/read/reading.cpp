#include "target/netbox/read/reading.h"

#include <fmt/core.h>

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
  snapshot_.notes = notes_;
  return std::move(snapshot_);
}

void Reading::add(Resource resource) {
  // A primary goes by its owner's id.
  if (!natives_
           .insert(fmt::format("{}{}:{}", resource.kind, resource.owner.kind(), resource.native))
           .second)
    return;
  if (resource.owned && !resource.natural.empty()) naturals_.insert(resource.natural);
  snapshot_.resources.push_back(std::move(resource));
}

void Reading::add(Resource resource, const Json& row) {
  if (!has_tag(row)) {
    if (auto ids = tag_ids(row); !ids.empty())
      notes_->tags[resource.kind + ":" + resource.native] = std::move(ids);
  }
  add(std::move(resource));
}

bool Reading::check_custom_field() {
  const Kind& field = kind("custom-field");
  const std::string name(id_field);
  for (const Json& row : client_.list(
           {std::string(field.endpoint), std::string(field.fields), "name=" + name}, stop_)) {
    if (text(row, "name") != name) continue;
    if (choice(row, "type") != "text") {
      throw Error("the custom field \"" + name + "\" in NetBox is not a text field")
          .mend("delete it, muster creates it as it needs it");
    }
    prerequisites_[Key("custom-field", name)] = id_of(row);
    covered_ = texts(row, "object_types");
    std::sort(covered_.begin(), covered_.end());  // NetBox has an order of its own
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
      add(std::move(owner), row);
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
  const auto wanted = rows_.desired.find(Key("primary-mac", interface.key.rest()));
  Value mac = optional_text(member(row, "primary_mac_address"), "mac_address");
  if (wanted == rows_.desired.end() || is_null(mac)) return;
  Resource primary = *wanted->second;
  primary.fields["primary_mac"] = std::move(mac);
  primary.owned = interface.owned;
  primary.native = interface.native;
  primary.changed = interface.changed;
  add(std::move(primary));
}

void Reading::add_primary_ips(const Json& row, const Resource& owner) {
  for (const char* field : {"primary_ip4", "primary_ip6"}) {
    if (const long long address = id_of(member(row, field)); address != 0)
      notes_->pointers[address] = {kind(owner.kind).traits.kind, id_of(row), owner.host, field};
  }
  const auto wanted = rows_.desired.find(Key("primary-ip", owner.host));
  if (wanted == rows_.desired.end()) return;
  Resource primary = *wanted->second;
  bool any = false;
  for (const char* name : {"primary_ip4", "primary_ip6"}) {
    const std::string address = text(member(row, name), "address");
    const auto ip = parse_ip(without_mask(address));
    any = any || ip;
    primary.fields[name] = ip ? Value(render(*ip)) : Value();
  }
  if (!any) return;
  primary.owned = owner.owned;
  primary.native = owner.native;
  primary.changed = owner.changed;
  add(std::move(primary));
}

}  // namespace muster::netbox
