#include "target/netbox/desired.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "model/fqdn.h"
#include "model/host_fields.h"
#include "target/netbox/prerequisites.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

constexpr size_t name_limit = 64;
constexpr size_t serial_limit = 50;

std::string upper_mac(Mac mac) {
  std::string text = render(mac);
  for (char& c : text) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// Interfaces with equal names are one; an interface without a name is called after its MAC.
struct Port {
  std::string name;
  std::vector<Mac> macs;
  std::vector<Cidr> addresses;
};

std::string port_name(const Interface& from) {
  if (std::string name = clean(from.name, name_limit); !name.empty()) return name;
  return from.mac ? "mac-" + render(*from.mac) : "unnamed";
}

std::vector<Port> ports_of(const Host& host) {
  std::vector<Port> ports;
  for (const Interface& from : effective_interfaces(host)) {
    const std::string name = port_name(from);
    auto port = std::find_if(ports.begin(), ports.end(),
                             [&](const Port& other) { return other.name == name; });
    if (port == ports.end()) port = ports.insert(ports.end(), Port{name, {}, {}});
    if (from.mac && std::find(port->macs.begin(), port->macs.end(), *from.mac) == port->macs.end())
      port->macs.push_back(*from.mac);
    port->addresses.insert(port->addresses.end(), from.addresses.begin(), from.addresses.end());
  }
  return ports;
}

// The names that discover gives to interfaces nobody named.
bool invented(std::string_view name) {
  if (!name.starts_with("eth") || name.size() == 3) return false;
  name.remove_prefix(3);
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Wanted {
 public:
  explicit Wanted(const Config& config) : config_(config) {}

  void add(const HostFile& file);
  std::vector<Resource> take();

 private:
  struct Current {  // the host in hand
    const HostFile& file;
    const ClassConfig& kind;
    std::string site;
    std::string name;
    std::string domain;
    std::string dns_name;
    std::vector<Key> marks;  // the tag and the custom field
  };

  Resource start(const Current& at, std::string_view of, const std::string& rest) const;
  Resource owner(const Current& at, std::string_view of);
  Resource device(const Current& at);
  Resource virtual_machine(const Current& at);
  void ports(const Current& at, const Resource& owner);
  void macs(const Current& at, const Resource& owner, const Resource& interface, const Port& port);
  bool guessed(const Current& at, const Cidr& cidr) const;
  Resource address(const Current& at, const Resource& owner, const Resource& interface,
                   const Port& port, const Cidr& cidr);
  void addresses(const Current& at, const Resource& owner, const Resource& interface,
                 const Port& port, Resource& primary);

  const Config& config_;
  Prerequisites prerequisites_;
  std::vector<Resource> resources_;
  struct Taken {
    std::string host;
    Where where;
  };
  std::map<Ip, Taken> taken_;  // the first to have an address
};

Resource Wanted::start(const Current& at, std::string_view of, const std::string& rest) const {
  Resource resource;
  resource.kind = of;
  resource.key = Key(kind(of).key_word(), rest);
  resource.site = at.site;
  resource.host = at.file.host.id;
  resource.adopt = at.file.host.adopt;
  resource.fields = {{"muster_id", at.file.host.id}, {"tag", tag_slug}};
  resource.needs = at.marks;
  return resource;
}

Resource Wanted::owner(const Current& at, std::string_view of) {
  const Host& host = at.file.host;
  const std::string role = at.kind.role.empty() ? at.kind.name : at.kind.role;
  const std::string platform = host.overrides.platform.value_or(at.kind.platform);
  Resource resource = start(at, of, host.id);
  resource.label = at.name;
  resource.needs.push_back(prerequisites_.site(at.site, config_));
  resource.needs.push_back(prerequisites_.slugged("device-role", role, at.kind.where));
  if (!platform.empty())
    resource.needs.push_back(prerequisites_.slugged("platform", platform, at.kind.where));
  resource.fields["name"] = at.name;
  for (const std::string& tag : host.tags) {
    const std::string slug = slug_of(tag);
    if (slug == tag_slug || clean(tag).empty()) continue;
    resource.needs.push_back(prerequisites_.slugged("tag", tag, at.file.where("tags")));
    resource.fields[std::string(tag_prefix) + slug] = slug;
    resource.places[std::string(tag_prefix) + slug] = at.file.where("tags");
  }
  if (!at.domain.empty()) resource.aliases.push_back(lower(at.name) + "." + at.domain);
  resource.fields["site"] = at.site;
  resource.fields["role"] = slug_of(role);
  resource.fields["status"] = at.kind.status;
  resource.fields["tenant"] = text_or_null(at.kind.tenant);
  resource.fields["platform"] = platform.empty() ? Value() : slug_of(platform);
  for (const char* field : {"role", "status", "tenant", "platform"})
    resource.places[field] = at.kind.where;
  resource.places["name"] = at.file.told("name");
  resource.places["site"] = at.file.told("site");
  return resource;
}

Resource Wanted::device(const Current& at) {
  const Host& host = at.file.host;
  auto first = [](std::initializer_list<std::string> texts) {
    for (const std::string& text : texts)
      if (!text.empty()) return clean(text, 100);
    return std::string("unknown");
  };
  const Overrides& said = host.overrides;
  Resource device = owner(at, "device");
  device.needs.push_back(prerequisites_.device_type(
      first({said.vendor.value_or(""), at.kind.manufacturer, host.observed.vendor}),
      first({said.model.value_or(""), at.kind.device_type, host.observed.model}), at.kind.where));
  device.fields["device_type"] = std::string(device.needs.back().rest());
  device.fields["serial"] = text_or_null(clean(in_force<&Observed::serial>(host), serial_limit));
  device.places["device_type"] = at.kind.where;
  device.places["serial"] = at.file.told("serial");
  device.natural = natural_of(device);
  return device;
}

Resource Wanted::virtual_machine(const Current& at) {
  const auto& guest = at.file.host.observed.guest;
  const std::string cluster =
      clean(guest && !guest->cluster.empty() ? guest->cluster : at.kind.cluster, 100);
  Resource vm = owner(at, "virtual-machine");
  vm.fields["cluster"] = text_or_null(cluster);
  vm.natural = natural_of(vm);
  vm.places["cluster"] = guest ? at.file.where("observed.virtual") : at.kind.where;
  if (cluster.empty()) return vm;
  const std::string type = guest && !guest->platform.empty() ? guest->platform : "virtual";
  vm.needs.push_back(prerequisites_.cluster(cluster, Key("site", at.site), type, at.kind.where));
  return vm;
}

void Wanted::macs(const Current& at, const Resource& owner, const Resource& interface,
                  const Port& port) {
  const std::string rest = at.file.host.id + "/" + port.name;
  const Where where = at.file.told("interfaces");
  for (const Mac mac : port.macs) {
    Resource resource = start(at, "mac-address", rest + "/" + upper_mac(mac));
    resource.label = upper_mac(mac);
    resource.owner = interface.key;
    resource.parent = owner.key;
    resource.needs.push_back(interface.key);
    resource.fields["mac_address"] = upper_mac(mac);
    resource.fields["interface"] = interface_path(owner, port.name);
    resource.places = {{"mac_address", where}};
    resource.natural = natural_of(resource);
    resource.adopt = true;  // its interface is ours when this runs
    resources_.push_back(std::move(resource));
  }
  if (port.macs.empty()) return;
  const std::string mac = upper_mac(port.macs.front());
  Resource primary = start(at, "primary-mac", rest);
  primary.label = interface.label;
  primary.parent = owner.key;
  primary.needs = {interface.key, Key("mac", rest + "/" + mac)};
  primary.owner = interface.key;
  primary.fields = {{"primary_mac", mac}};
  primary.places = {{"primary_mac", where}};
  resources_.push_back(std::move(primary));
}

// A mask that nobody told: a host's, or that of the site's whole network.
bool Wanted::guessed(const Current& at, const Cidr& cidr) const {
  if (at.file.host.overrides.interfaces) return false;
  if (cidr.prefix == cidr.ip.width()) return true;
  const auto site = config_.sites.find(at.site);
  if (site == config_.sites.end()) return false;
  const auto& networks = site->second.networks;
  return std::any_of(networks.begin(), networks.end(), [&](const Cidr& network) {
    return network.prefix == cidr.prefix && network.contains(cidr.ip);
  });
}

Resource Wanted::address(const Current& at, const Resource& owner, const Resource& interface,
                         const Port& port, const Cidr& cidr) {
  const std::string address = render(cidr.ip);
  const Where where = at.file.told("interfaces", address + "/");
  const auto [first, fresh] = taken_.try_emplace(cidr.ip, Taken{at.file.host.id, where});
  // NetBox holds an address once: the first host has it, and the plan says so of the others.
  Resource ip = start(at, "ip-address", fresh ? address : address + "@" + at.file.host.id);
  if (!fresh) {
    const Where& other = first->second.where;
    ip.collision = "also said in " + other.file + ":" + std::to_string(other.line) +
                   ", and NetBox holds an address once";
  }
  ip.label = render(cidr);
  ip.owner = interface.key;
  ip.parent = owner.key;
  ip.needs.push_back(interface.key);
  ip.fields["address"] = render(cidr);
  ip.natural = natural_of(ip);
  if (guessed(at, cidr)) ip.yields = {"address"};
  ip.fields["status"] = "active";
  ip.fields["dns_name"] = text_or_null(at.dns_name);
  ip.fields["interface"] = interface_path(owner, port.name);
  ip.places = {{"address", where}, {"interface", where}, {"dns_name", owner.places.at("name")}};
  return ip;
}

void Wanted::addresses(const Current& at, const Resource& owner, const Resource& interface,
                       const Port& port, Resource& primary) {
  for (const Cidr& cidr : port.addresses) {
    const auto first = taken_.find(cidr.ip);
    const bool again = first != taken_.end() && first->second.host == at.file.host.id;
    if (!is_host_address(cidr.ip) || again) continue;
    Resource ip = address(at, owner, interface, port, cidr);
    const char* field = cidr.ip.v6 ? "primary_ip6" : "primary_ip4";
    if (ip.collision.empty() && is_null(primary.fields[field])) {
      primary.fields[field] = render(cidr.ip);
      primary.places[field] = ip.places.at("address");
      primary.needs.push_back(ip.key);
    }
    resources_.push_back(std::move(ip));
  }
}

void Wanted::ports(const Current& at, const Resource& owner) {
  Resource primary = start(at, "primary-ip", at.file.host.id);
  primary.label = at.name;
  primary.owner = primary.parent = owner.key;
  primary.needs = {owner.key};
  primary.fields = {{"primary_ip4", Value()}, {"primary_ip6", Value()}};
  for (const Port& port : ports_of(at.file.host)) {
    Resource interface = start(at, port_kind(owner.kind).name(), at.file.host.id + "/" + port.name);
    interface.label = at.name + "/" + port.name;
    interface.owner = interface.parent = owner.key;
    interface.needs.push_back(owner.key);
    interface.fields["name"] = port.name;
    interface.natural = natural_of(interface);
    interface.fields["enabled"] = true;
    interface.places = {{"name", at.file.told("interfaces")}};
    if (invented(port.name) && !at.file.host.overrides.interfaces) interface.yields = {"name"};
    interface.adopt = true;  // its owner is ours when this runs
    resources_.push_back(interface);
    macs(at, owner, interface, port);
    addresses(at, owner, interface, port, primary);
  }
  if (primary.needs.size() > 1) resources_.push_back(std::move(primary));
}

void Wanted::add(const HostFile& file) {
  const ClassConfig* kind = config_.classification(file.host.classification);
  const std::string name = clean(effective_name(file.host), name_limit);
  const std::string site = effective_site(file.host);
  if (kind == nullptr || kind->netbox == Becomes::nothing || name.empty() || site.empty() ||
      file.host.approval != Approval::approved || effective_state(file.host) == State::gone) {
    return;
  }
  const auto found = config_.sites.find(site);
  const std::string domain = found == config_.sites.end() ? "" : lower(found->second.domain);
  const Current at{file,
                   *kind,
                   site,
                   name,
                   domain,
                   domain.empty() || !kind->dns ? "" : lower(name) + "." + domain,
                   {prerequisites_.tag(), prerequisites_.custom_field()}};
  Resource owner = kind->netbox == Becomes::device ? device(at) : virtual_machine(at);
  resources_.push_back(owner);
  ports(at, owner);
}

std::vector<Resource> Wanted::take() {
  std::vector<Resource> ordered = prerequisites_.take();
  for (const Kind& row : kinds()) {
    for (Resource& resource : resources_) {
      if (resource.kind != row.traits.kind) continue;
      std::erase_if(resource.fields, [](const auto& field) { return is_null(field.second); });
      ordered.push_back(std::move(resource));
    }
  }
  return ordered;
}

}  // namespace

std::vector<Resource> with_masks(std::vector<Resource> desired, std::span<const Cidr> prefixes) {
  for (Resource& resource : desired) {
    if (!resource.yields.contains("address")) continue;
    const auto cidr = parse_cidr(resource.label);
    int best = -1;
    for (const Cidr& prefix : prefixes) {
      if (cidr && prefix.contains(cidr->ip)) best = std::max(best, prefix.prefix);
    }
    if (best < 0) continue;
    resource.label = render(Cidr{cidr->ip, best});
    resource.fields["address"] = resource.label;
    resource.yields.clear();
  }
  return desired;
}

std::vector<Resource> desired(std::span<const HostFile* const> hosts, const Config& config) {
  Wanted wanted(config);
  for (const HostFile* file : hosts) wanted.add(*file);
  return wanted.take();
}

}  // namespace muster::netbox
