#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "target/netbox/read/reading.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

// Where NetBox allows a name once: a cluster for VMs that are in one, else a site.
std::string slot(std::string_view kind, long long site, long long cluster, std::string_view name) {
  const bool by_cluster = kind != "device" && cluster != 0;
  return (by_cluster ? "cluster " + std::to_string(cluster) : "site " + std::to_string(site)) +
         " " + lower(name);
}

std::vector<std::string> sorted(const std::set<std::string>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

// Desired resources whose natural key is not held by something of ours.
std::vector<const Resource*> Reading::unmet(std::string_view name) const {
  std::vector<const Resource*> out;
  for (const Resource& wanted : desired_) {
    if (wanted.kind == name && !naturals_.contains(wanted.natural)) out.push_back(&wanted);
  }
  return out;
}

void Reading::look_up_owners(std::string_view name) {
  std::map<std::string, const Resource*> wanted;  // slot → what wants it
  std::set<std::string> names;
  for (const Resource* resource : unmet(name)) {
    const std::string& site = text_of(resource->fields, "site");
    const std::string cluster = name == "device" ? "" : text_of(resource->fields, "cluster");
    const long long at = prerequisite("site", site);
    const long long in = prerequisite("cluster", site + "/" + cluster);
    if (cluster.empty() ? at == 0 : in == 0) continue;  // created by this plan: nothing in it yet
    wanted.insert_or_assign(slot(name, at, in, text_of(resource->fields, "name")), resource);
    names.insert(lower(text_of(resource->fields, "name")));
    for (const Text& alias : resource->aliases) {
      wanted.emplace(slot(name, at, in, alias), resource);
      names.insert(alias);
    }
  }
  if (names.empty()) return;
  const auto rows = client_.look_up(
      listing(kind(name)), "name__ie", sorted(names),
      [&](const Json& row) { return names.contains(lower(text(row, "name"))); }, stop_);
  for (const bool exactly : {true, false}) {
    for (const Json& row : rows) keep_owner(name, row, wanted, exactly);
  }
}

void Reading::keep_owner(std::string_view name, const Json& row,
                         const std::map<std::string, const Resource*>& wanted, bool exactly) {
  const auto found = wanted.find(
      slot(name, id_of(member(row, "site")), id_of(member(row, "cluster")), text(row, "name")));
  if (found == wanted.end()) return;
  Resource owner = rows_.owner(name, row);
  if (is_read(owner.kind, owner.native)) return;
  const bool same = lower(owner.label) == lower(text_of(found->second->fields, "name"));
  if (same != exactly) return;
  if (!same && (owner.owned || held_.contains(found->second->key) ||
                foreign_.contains(found->second->natural)))
    return;
  owner.natural = found->second->natural;
  keep_spelling(owner, *found->second);
  if (!same) owner.known_by = "its name with the domain (" + link_to(owner) + ")";
  if (owner.owned || found->second->adopt) {
    rows_.put_owner(owner, row, owner.owned ? owner.key : found->second->key);
    add_primary_ips(row, owner, owner.owned ? owner.key : found->second->key);
  }
  add(std::move(owner), row);
}

// The owners that exist, by the key desired has for them → id: ours, and foreign ones to adopt.
std::unordered_map<Key, std::string_view> Reading::owner_ids(std::string_view owner_kind) const {
  std::unordered_map<Key, std::string_view> ids;
  std::unordered_map<std::string_view, std::string_view> foreign;  // by natural key
  for (const Resource& there : snapshot_.resources) {
    if (there.kind != owner_kind) continue;
    if (there.owned) {
      ids.insert_or_assign(there.key, there.native);
    } else if (there.held.empty()) {
      foreign.emplace(there.natural, there.native);
    }
  }
  for (const Resource& wanted : desired_) {
    if (wanted.kind != owner_kind || !wanted.adopt || wanted.natural.empty()) continue;
    const auto held = foreign.find(wanted.natural);
    if (held != foreign.end()) ids.emplace(wanted.key, held->second);
  }
  return ids;
}

void Reading::look_up_macs() {
  std::unordered_set<Text> there;
  for (const Resource& resource : snapshot_.resources) {
    if (kind(resource.kind).level == Level::port) there.insert(resource.natural);
  }
  std::set<std::string> wanted;
  for (const Resource* resource : unmet("mac-address")) {
    const Resource* interface = rows_.desired.find(resource->owner.text());
    if (interface && there.contains(interface->natural)) wanted.insert(resource->label);
  }
  if (wanted.empty()) return;
  const auto rows = client_.look_up(
      listing(kind("mac-address")), "mac_address", sorted(wanted),
      [&](const Json& row) { return wanted.contains(rows_.mac(row).label); }, stop_);
  for (const Json& row : rows) add(rows_.mac(row), row);
}

void Reading::look_up_ips() {
  std::set<std::string> wanted;
  for (const Resource* resource : unmet("ip-address"))
    wanted.insert(std::string(without_mask(resource->label)));
  if (wanted.empty()) return;
  const auto rows = client_.look_up(
      listing(kind("ip-address")), "address", sorted(wanted),
      [&](const Json& row) {
        return wanted.contains(std::string(without_mask(rows_.ip(row).label)));
      },
      stop_);
  for (const Json& row : rows) {
    if (!rows_.in_named_vrf(row)) continue;
    Resource ip = rows_.ip(row);
    const std::string& on = text_of(ip.fields, "interface");
    if (!ip.owned && ip.owner.empty() && !on.empty())
      ip.held = "held on " + on + " in NetBox; take it off there first";
    add(std::move(ip), row);
  }
}

}  // namespace muster::netbox
