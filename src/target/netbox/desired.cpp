#include "target/netbox/desired.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/arrange.h"
#include "core/text.h"
#include "model/host_fields.h"
#include "model/idna.h"
#include "target/netbox/product.h"
#include "target/netbox/wanted.h"

namespace muster::netbox {
namespace {

constexpr size_t serial_limit = 50;
constexpr size_t product_limit = 100;
constexpr std::string_view auto_type = "auto";

struct ProductName {
  std::string vendor, model;
};

// What the host file says stands above the classification, and that above what is discovered
// unless it asks for it.
ProductName product_of(const Host& host, const ClassConfig& kind) {
  const std::string& vendor = in_force<&Observed::vendor>(host);
  const std::string& model = in_force<&Observed::model>(host);
  const bool discovered = kind.device_type == auto_type;
  ProductName product{host.overrides.vendor.value_or(kind.manufacturer),
                      host.overrides.model.value_or(kind.device_type)};
  if (discovered && !vendor.empty() && !model.empty()) {
    product = {maker_name(vendor), model};
  } else if (discovered && !host.overrides.model) {
    product.model = kind.fallback_type.empty() ? kind.name : kind.fallback_type;
  }
  return {clean(product.vendor, product_limit), clean(product.model, product_limit)};
}

// Stated in the host file, so that no classification leaves it to people.
bool stated(const Overrides& overrides, std::string_view field) {
  bool said = false;
  each_stated([&](const auto& key) {
    said = said || (key.name == field && (overrides.*key.stated).has_value());
  });
  if (said) return true;
  return field == "device_type" && (overrides.vendor || overrides.model);
}

}  // namespace

// Of the classification, unless the host file states one; else what sources told, which fills.
void Wanted::tenant(const Current& at, Resource& resource) {
  const Host& host = at.file.host;
  const bool classified = !host.overrides.tenant && !at.kind.tenant.empty();
  const std::string& tenant = classified ? at.kind.tenant : in_force<&Observed::tenant>(host);
  resource.fields["tenant"] = text_or_null(clean(tenant, product_limit));
  resource.places["tenant"] = classified || tenant.empty() ? at.said : at.told("tenant");
  if (!classified && !host.overrides.tenant && !tenant.empty()) resource.fills.put("tenant");
}

Resource Wanted::start(const Current& at, std::string_view of, const std::string& rest) const {
  Resource resource;
  resource.kind = of;
  resource.key = Key(kind(of).key_word(), rest);
  resource.site = at.site;
  resource.host = at.id;
  resource.adopt = at.file.host.adopt;
  resource.fields = {{"muster_id", at.id}, {"tag", tag_slug}};
  resource.needs = at.marks;
  return resource;
}

// Of an object that people made first, what they documented stays where the host file says nothing
// else; the role is what the host was classified as.
Manage Wanted::managed(const Current& at, const Resource& resource, const Field& field) {
  if (stated(at.file.host.overrides, field.name)) return Manage::always;
  const auto said = at.kind.manage.find(field.managed);
  if (said != at.kind.manage.end()) return said->second;
  const bool theirs = at.file.host.adopt && field.managed != "role";
  if (theirs && field.managed == "dns_name") return Manage::never;
  return field.fills || theirs || resource.fills.contains(field.name) ? Manage::empty
                                                                      : Manage::always;
}

void Wanted::leave_to_people(const Current& at, Resource& resource) {
  for (const Field& field : kind(resource.kind).fields) {
    if (field.managed.empty()) continue;
    const Manage how = managed(at, resource, field);
    const bool report = how == Manage::report;
    if (how == Manage::always || how == Manage::never) resource.fills.erase(field.name);
    if (how == Manage::empty || report) resource.fills.put(field.name);
    if (how == Manage::never || report) resource.yields.put(field.name);
    if (how == Manage::never && !field.required) resource.fields.erase(field.name);
  }
}

Resource Wanted::owner(const Current& at, std::string_view of) {
  const Host& host = at.file.host;
  const std::string role = at.kind.role.empty() ? at.kind.name : at.kind.role;
  std::string platform = host.overrides.platform.value_or(at.kind.platform);
  Resource resource = start(at, of, host.id);
  resource.label = at.name;
  if (platform.empty() && !host.overrides.platform) {
    platform = platform_name(host.observed.platform);
    resource.fills.put("platform");
  }
  resource.needs.push_back(prerequisites_.site(at.site, config_));
  resource.needs.push_back(prerequisites_.slugged("device-role", role, at.kind.where));
  if (!platform.empty())
    resource.needs.push_back(prerequisites_.slugged("platform", platform, at.kind.where));
  resource.fields["name"] = resource.label;
  const Whence tagged = at.where(host.tags.empty() ? "observed.proposed" : "tags");
  for (const std::string& tag : effective_tags(host)) {
    const std::string slug = slug_of(tag);
    if (slug == tag_slug || clean(tag).empty()) continue;
    resource.needs.push_back(prerequisites_.slugged("tag", tag, tagged));
    resource.fields[std::string(tag_prefix) + slug] = slug;
    resource.places[std::string(tag_prefix) + slug] = tagged;
  }
  if (!at.domain.empty()) resource.aliases.push_back(lower(at.name) + "." + at.domain);
  resource.fields["site"] = resource.site;
  resource.fields["role"] = slug_of(role);
  resource.fields["status"] = at.kind.status;
  tenant(at, resource);
  resource.fields["platform"] = platform.empty() ? Value() : slug_of(platform);
  for (const char* field : {"role", "status", "platform"}) resource.places[field] = at.said;
  resource.places["name"] = at.told("name");
  resource.places["site"] = at.told("site");
  return resource;
}

// Where people say that a device is, and the cluster of the machines on it.
void Wanted::places(const Current& at, Resource& device) {
  const Overrides& said = at.file.host.overrides;
  for (const auto& [field, value] :
       {std::pair("location", &said.location), std::pair("rack", &said.rack),
        std::pair("asset_tag", &said.asset_tag)}) {
    if (!*value) continue;
    device.fields[field] = text_or_null(clean(**value, product_limit));
    device.places[field] = at.told(field);
  }
  // NetBox puts a device into the location of its rack.
  if (said.rack && !said.location) device.yields.put("location");
  const std::string cluster = nodes_.cluster_of(at.file);
  if (cluster.empty()) return;
  device.fields["cluster"] = cluster;
  device.places["cluster"] = at.said;
  device.needs.push_back(prerequisites_.cluster(cluster, Key("site", at.site),
                                                nodes_.platform_of(at.file), at.kind.where));
}

Resource Wanted::device(const Current& at) {
  const Host& host = at.file.host;
  Resource device = owner(at, "device");
  const ProductName product = product_of(host, at.kind);
  device.needs.push_back(prerequisites_.device_type(product.vendor, product.model, at.kind.where));
  device.fields["device_type"] = std::string(device.needs.back().rest());
  device.fields["serial"] = text_or_null(clean(in_force<&Observed::serial>(host), serial_limit));
  device.places["device_type"] = at.said;
  device.places["serial"] = at.told("serial");
  places(at, device);
  device.natural = natural_of(device);
  if (at.kind.device_type == auto_type) device.fills.put("device_type");
  leave_to_people(at, device);
  return device;
}

Resource Wanted::virtual_machine(const Current& at) {
  const auto& guest = at.file.host.observed.guest;
  const std::string cluster = cluster_name(at.file.host, at.kind);
  Resource vm = owner(at, "virtual-machine");
  vm.fields["cluster"] = text_or_null(cluster);
  vm.natural = natural_of(vm);
  const Whence told = at.where("observed.virtual");
  vm.places["cluster"] = guest ? told : at.said;
  if (guest) {
    for (const auto& [field, size] :
         {std::pair("vcpus", guest->vcpus), std::pair("memory", guest->memory),
          std::pair("disk", guest->disk)}) {
      vm.fields[field] = size > 0 ? Value(int64_t{size}) : Value();
      vm.places[field] = told;
    }
  }
  if (const HostFile* node = nodes_.node_of(at.file)) {
    vm.fields["node"] = clean(effective_name(node->host), name_limit);
    vm.places["node"] = told;
    vm.needs.emplace_back("device", node->host.id);
  }
  leave_to_people(at, vm);
  if (cluster.empty()) return vm;
  const std::string type = platform_of(at.file.host);
  vm.needs.push_back(prerequisites_.cluster(cluster, Key("site", at.site), type, at.kind.where));
  return vm;
}

void Wanted::add(const HostFile& file) {
  const ClassConfig* kind = becoming(config_, file);
  if (kind == nullptr) return;
  const std::string name = clean(effective_name(file.host), name_limit);
  const std::string site = effective_site(file.host);
  const auto found = config_.sites.find(site);
  const std::string domain = found == config_.sites.end() ? "" : lower(found->second.domain);
  const Current at{file,
                   *kind,
                   file.path,
                   said_.try_emplace(kind, kind->where).first->second,
                   file.host.id,
                   site,
                   name,
                   domain,
                   domain.empty() || !kind->dns ? "" : ascii_name(name + "." + domain),
                   {prerequisites_.tag(), prerequisites_.custom_field(makes("cables"))}};
  Resource owner = kind->netbox == Becomes::device ? device(at) : virtual_machine(at);
  put(owner);
  ports(at, owner);
}

void Wanted::put(Resource resource) {
  resource.fields.erase_if([](const auto& field) { return is_null(field.second); });
  resource.fields.fit();
  resource.places.fit();
  resource.needs.fit();
  resources_.push_back(std::move(resource));
}

// Prerequisites first, then by kind.
std::vector<Resource> Wanted::take() {
  std::map<std::string_view, std::vector<size_t>> places;  // by kind
  for (size_t i = 0; i < resources_.size(); ++i) places[resources_[i].kind].push_back(i);
  std::vector<size_t> order;
  for (Resource& resource : prerequisites_.take()) {
    order.push_back(resources_.size());
    resources_.push_back(std::move(resource));
  }
  for (const Kind& row : kinds()) {
    const std::vector<size_t>& there = places[row.traits.kind];
    order.insert(order.end(), there.begin(), there.end());
  }
  arrange(std::span(resources_), std::move(order));
  return std::move(resources_);
}

std::vector<Resource> with_masks(std::vector<Resource> desired,
                                 std::span<const std::pair<std::string, Cidr>> prefixes) {
  for (Resource& resource : desired) {
    if (!resource.yields.contains("address")) continue;
    const auto cidr = parse_cidr(resource.label);
    const std::string& in = text_of(resource.fields, "vrf");
    int best = -1;
    for (const auto& [vrf, prefix] : prefixes) {
      if (cidr && vrf == in && prefix.contains(cidr->ip)) best = std::max(best, prefix.prefix);
    }
    if (best < 0) continue;
    resource.label = render(Cidr{cidr->ip, best});
    resource.fields["address"] = resource.label;
    resource.yields.clear();
  }
  return desired;
}

namespace {

// The devices there, as the diff will find them: by key where they are ours, else by natural key.
class DevicesThere {
 public:
  explicit DevicesThere(const Snapshot& actual) {
    for (const Resource& there : actual.resources) {
      if (there.kind != "device") continue;
      (there.owned ? ours_ : foreign_)
          .emplace(there.owned ? there.key.text() : there.natural, &there);
    }
  }

  // The cluster that the device will be in; nullopt: it cannot be had.
  std::optional<std::string> cluster_of(const Resource& wanted) const {
    const auto mine = ours_.find(wanted.key.text());
    const auto other = foreign_.find(wanted.natural);
    const bool held = mine == ours_.end() && other != foreign_.end();
    if (held && !wanted.adopt) return std::nullopt;
    const std::string& said = text_of(wanted.fields, "cluster");
    if (mine == ours_.end() && !held) return said;
    const Resource& there = held ? *other->second : *mine->second;
    const std::string& now = text_of(there.fields, "cluster");
    const bool theirs = said.empty() || wanted.fills.contains("cluster");
    return theirs && !now.empty() ? now : said;
  }

 private:
  std::map<std::string_view, const Resource*> ours_, foreign_;
};

}  // namespace

std::vector<Resource> with_nodes(std::vector<Resource> desired, const Snapshot& actual) {
  const DevicesThere there(actual);
  std::map<std::string, std::string> clusters;
  for (const Resource& wanted : desired) {
    if (wanted.kind != "device") continue;
    if (auto cluster = there.cluster_of(wanted)) clusters[wanted.key.text()] = *cluster;
  }
  for (Resource& machine : desired) {
    if (!machine.fields.contains("node")) continue;
    const std::string& cluster = text_of(machine.fields, "cluster");
    const auto strange = [&](const Key& need) {
      const auto found = clusters.find(need.text());
      return need.kind() == "device" && (found == clusters.end() || found->second != cluster);
    };
    if (machine.needs.erase_if(strange)) machine.fields.erase("node");
  }
  return desired;
}

std::vector<Resource> with_what_stays(std::vector<Resource> desired, const Snapshot& actual,
                                      const std::unordered_set<Key>& taken) {
  std::erase_if(desired, [&](const Resource& wanted) { return taken.contains(wanted.key); });
  const Name port("interface"), cable("cable"), mac("mac-address"), address("ip-address");
  std::unordered_set<Text> hosts;
  std::unordered_set<Key> keys, used;
  for (const Resource& wanted : desired) {
    hosts.insert(wanted.host);
    if (wanted.kind == port || wanted.kind == cable) keys.insert(wanted.key);
  }
  std::vector<const Resource*> left;
  for (const Resource& there : actual.resources) {
    const bool stays = there.kind == cable ||
                       (there.kind == port && value_of(there.fields, "enabled") == Value(true));
    if (stays && there.owned && hosts.contains(there.host) && !keys.contains(there.key))
      left.push_back(&there);
  }
  if (left.empty()) return desired;
  for (const Resource& there : actual.resources) {
    if (there.kind == mac || there.kind == address) used.insert(there.owner);
  }
  for (const Resource* there : left) {
    if (there->kind == cable || !used.contains(there->key)) desired.push_back(*there);
  }
  return desired;
}

std::vector<Resource> desired(std::span<const HostFile* const> hosts, const Config& config,
                              std::span<const std::string> also) {
  Wanted wanted(config, also, hosts);
  for (const HostFile* file : hosts) wanted.add(*file);
  return wanted.take();
}

}  // namespace muster::netbox
