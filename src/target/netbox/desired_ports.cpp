// The interfaces of a host, and what is on them.
#include <algorithm>

#include "config/vrf.h"
#include "core/text.h"
#include "model/fqdn.h"
#include "model/mtu.h"
#include "target/netbox/product.h"
#include "target/netbox/wanted.h"

namespace muster::netbox {
namespace {

constexpr size_t description_limit = 200;
constexpr size_t most_of_a_host = 16;  // resources that a host becomes, but for large ones

std::string upper_mac(Mac mac) {
  std::string text = render(mac);
  for (char& c : text) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string port_name(const Interface& from) {
  if (std::string name = clean(from.name, name_limit); !name.empty()) return name;
  return from.mac ? "mac-" + render(*from.mac) : "unnamed";
}

// Made where it is not there yet.
Port& port_called(const std::string& name, std::vector<Port>& ports) {
  const auto there =
      std::find_if(ports.begin(), ports.end(), [&](const Port& one) { return one.name == name; });
  return there != ports.end() ? *there : ports.emplace_back(Port{.name = name});
}

// The names that discover gives to interfaces nobody named.
bool invented(std::string_view name) {
  if (!name.starts_with("eth") || name.size() == 3) return false;
  name.remove_prefix(3);
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<Port> Wanted::ports_of(const HostFile& file) const {
  std::vector<Port> ports;
  for (const Interface& from : effective_interfaces(file.host)) {
    Port& port = port_called(port_name(from), ports);
    if (from.mac && std::find(port.macs.begin(), port.macs.end(), *from.mac) == port.macs.end())
      port.macs.push_back(*from.mac);
    port.vlans.insert(from.vlans.begin(), from.vlans.end());
    port.addresses.insert(port.addresses.end(), from.addresses.begin(), from.addresses.end());
    if (port.description.empty()) port.description = clean(from.description, description_limit);
    if (port.lag.empty()) port.lag = clean(from.lag, name_limit);
    if (port.mtu == 0) port.mtu = from.mtu;
  }
  for (const auto& [told, plugged] : plugged_.ports_of(file)) {
    Port& port = port_called(clean(told, name_limit), ports);
    if (plugged.hosts != 0) port.vlans = plugged.vlans;
  }
  if (!makes("cables")) return ports;
  for (const Plugged::Way& way : plugged_.ways_of(file)) {
    if (!way.own.empty()) port_called(clean(way.own, name_limit), ports);
  }
  return ports;
}

void Wanted::macs(const Current& at, const Resource& owner, const Resource& interface,
                  const Port& port, const Text& path) {
  const std::string rest = at.id + "/" + port.name;
  const Whence where = at.told("interfaces");
  for (const Mac mac : port.macs) {
    Resource resource = start(at, "mac-address", rest + "/" + upper_mac(mac));
    resource.label = upper_mac(mac);
    resource.owner = interface.key;
    resource.parent = owner.key;
    resource.needs.push_back(interface.key);
    resource.fields["mac_address"] = resource.label;
    resource.fields["interface"] = path;
    resource.places = {{"mac_address", where}};
    resource.natural = natural_of(resource);
    resource.adopt = true;  // its interface is ours when this runs
    put(std::move(resource));
  }
  if (port.macs.empty()) return;
  const std::string mac = upper_mac(port.macs.front());
  Resource primary = start(at, "primary-mac", rest);
  primary.label = interface.label;
  primary.parent = owner.key;
  primary.needs = {interface.key, Key("mac", rest + "/" + mac)};
  primary.owner = interface.key;
  primary.fields = {{"primary_mac", mac}};
  if (at.file.host.adopt) primary.fills = {"primary_mac"};
  primary.places = {{"primary_mac", where}};
  put(std::move(primary));
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
                         const Text& path, const Cidr& cidr) {
  const Whence where = at.told("interfaces", render(cidr.ip) + "/");
  const std::string& vrf = vrf_of(config_, at.site, cidr.ip);
  const std::string address = address_name(render(cidr.ip), vrf);
  const auto [first, fresh] = taken_.try_emplace(address, Taken{at.id, where});
  // A table of NetBox's holds an address once: the first host has it, and the plan says so of the
  // others.
  Resource ip = start(at, "ip-address", fresh ? address : address + "@" + at.file.host.id);
  if (!fresh) {
    const Whence& other = first->second.where;
    ip.collision = "also said in " + other.file + ":" + std::to_string(other.line) +
                   ", and NetBox holds an address once";
  }
  ip.label = render(cidr);
  ip.owner = interface.key;
  ip.parent = owner.key;
  ip.needs.push_back(interface.key);
  ip.fields["address"] = ip.label;
  put_vrf(at, vrf, ip);
  ip.natural = natural_of(ip);
  if (guessed(at, cidr)) ip.yields = {"address"};
  ip.fields["status"] = "active";
  ip.fields["dns_name"] = text_or_null(at.dns_name);
  ip.fields["interface"] = path;
  leave_to_people(at, ip);
  ip.places["address"] = where;
  ip.places["dns_name"] = owner.places.at("name");
  return ip;
}

// Where muster.yaml says none, muster has no opinion: a new one is in the global table.
void Wanted::put_vrf(const Current& at, const std::string& vrf, Resource& resource) const {
  if (vrf.empty()) return;
  resource.fields["vrf"] = vrf;
  resource.places["vrf"] = vrf_place(config_, at.site.str(), vrf);
}

void Wanted::addresses(const Current& at, const Resource& owner, const Resource& interface,
                       const Port& port, const Text& path, Resource& primary) {
  for (const Cidr& cidr : port.addresses) {
    const auto first =
        taken_.find(address_name(render(cidr.ip), vrf_of(config_, at.site, cidr.ip)));
    const bool again = first != taken_.end() && first->second.host == at.id;
    if (!is_host_address(cidr.ip) || again) continue;
    Resource ip = address(at, owner, interface, path, cidr);
    const char* field = cidr.ip.v6 ? "primary_ip6" : "primary_ip4";
    const bool first_of_family = is_null(primary.fields[field]);
    if (ip.collision.empty() && (first_of_family || is_primary(at.file.host, cidr.ip))) {
      primary.fields[field] = render(cidr.ip);
      primary.places[field] = ip.places.at("address");
    }
    prefix(at, cidr, ip.places.at("address"));
    put(std::move(ip));
  }
}

Wanted::Wanted(const Config& config, std::span<const std::string> also,
               std::span<const HostFile* const> hosts)
    : config_(config), also_(also.begin(), also.end()), nodes_(config, hosts) {
  if (makes("vlans") || makes("cables")) plugged_ = Plugged(hosts);
  // Room that nothing is put into costs no memory, but a vector that grows is there twice.
  resources_.reserve(most_of_a_host * hosts.size());
}

bool Wanted::makes(std::string_view extra) const { return also_.contains(extra); }

// What the device tells of its interface. A member names its aggregate where that is there, too.
void Wanted::words(const Current& at, const Resource& owner, const std::vector<Port>& ports,
                   const Port& port, Resource& interface) {
  interface.fields["description"] = text_or_null(port.description);
  if (port.mtu >= 1 && port.mtu <= largest_mtu) interface.fields["mtu"] = int64_t{port.mtu};
  const bool there = std::any_of(ports.begin(), ports.end(),
                                 [&](const Port& other) { return other.name == port.lag; });
  const bool joins = there && owner.kind == "device" && interface_type(port.lag) == "lag" &&
                     takes_cable(interface_type(port.name));
  if (joins) {
    interface.fields["lag"] = port.lag;
    interface.needs.emplace_back("interface", at.file.host.id + "/" + port.lag);
  }
}

// In one VLAN its frames have no tag; of several nobody told which has none.
void Wanted::vlans(const Current& at, Resource& interface, const Port& port) {
  if (!makes("vlans") || port.vlans.empty()) return;
  const Whence where = at.told("interfaces");
  std::vector<std::string> words;
  for (const int vid : port.vlans) {
    interface.needs.push_back(prerequisites_.vlan(at.site, vid, config_, where));
    words.push_back(std::to_string(vid));
  }
  words.insert(words.begin(), words.size() == 1 ? access_mode : tagged_mode);
  interface.fields["vlans"] = TextList(words);
}

// Of a mask that somebody told, within what the site says are its networks.
void Wanted::prefix(const Current& at, const Cidr& cidr, const Whence& where) {
  const auto site = config_.sites.find(at.site);
  if (!makes("prefixes") || site == config_.sites.end() || guessed(at, cidr)) return;
  const Cidr network{cidr.network(), cidr.prefix};
  const bool within = std::any_of(
      site->second.networks.begin(), site->second.networks.end(), [&](const Cidr& outer) {
        return outer.prefix <= network.prefix && outer.contains(network.ip);
      });
  if (within && network.prefix < network.ip.width())
    put_vrf(at, vrf_of(config_, at.site, cidr.ip),
            prerequisites_.prefix(at.site, network, config_, where));
}

// From the port that is told, or the only one that can be meant, to the port of a switch that is a
// device of ours.
void Wanted::cable(const Current& at, const Resource& owner, const std::vector<Port>& ports,
                   const Plugged::Way& way) {
  const std::string own = clean(way.own, name_limit);
  std::vector<const Port*> physical;
  for (const Port& port : ports) {
    const bool meant = own.empty() ? !port.macs.empty() : port.name == own;
    if (meant && takes_cable(interface_type(port.name))) physical.push_back(&port);
  }
  if (physical.size() != 1) return;
  const Host& other = way.a_switch->host;
  const ClassConfig* kind = config_.classification(other.classification);
  const std::string name = clean(effective_name(other), name_limit);
  const std::string port = clean(way.there, name_limit);
  if (kind == nullptr || kind->netbox != Becomes::device || name.empty() || other.release ||
      !takes_cable(interface_type(port)))
    return;
  const std::string end = at.file.host.id + "/" + physical.front()->name;
  Resource cable = start(at, "cable", end);
  cable.owner = Key("interface", end);
  cable.needs.push_back(cable.owner);
  cable.needs.push_back(Key("interface", other.id + "/" + port));
  cable.fields["port"] = interface_path(owner, physical.front()->name);
  cable.fields["switch_port"] = effective_site(other) + "/" + name + "/" + port;
  cable.fields["status"] = "connected";
  cable.label = at.name + "/" + physical.front()->name + " to " + name + "/" + port;
  cable.places = {{"switch_port", at.where("observed.attached")}};
  leave_to_people(at, cable);
  if (cable.fields.contains("port")) put(std::move(cable));
}

void Wanted::ports(const Current& at, const Resource& owner) {
  Resource primary = start(at, "primary-ip", at.file.host.id);
  primary.label = at.name;
  primary.owner = primary.parent = owner.key;
  primary.needs = {owner.key};
  primary.fields = {{"primary_ip4", Value()}, {"primary_ip6", Value()}};
  if (at.file.host.adopt) primary.fills = {"primary_ip4", "primary_ip6"};
  const std::vector<Port> ports = ports_of(at.file);
  for (const Port& port : ports) {
    Resource interface = start(at, port_kind(owner.kind).name(), at.file.host.id + "/" + port.name);
    interface.label = at.name + "/" + port.name;
    interface.owner = interface.parent = owner.key;
    interface.needs.push_back(owner.key);
    interface.fields["name"] = Text(port.name);
    interface.natural = natural_of(interface);
    interface.fields["enabled"] = true;
    interface.places = {{"", at.told("interfaces")}};
    if (invented(port.name) && !at.file.host.overrides.interfaces) interface.yields = {"name"};
    interface.adopt = true;  // its owner is ours when this runs
    if (owner.kind == "device") interface.fields["type"] = std::string(interface_type(port.name));
    words(at, owner, ports, port, interface);
    vlans(at, interface, port);
    leave_to_people(at, interface);
    put(interface);
    const Text path = interface_path(owner, port.name);
    macs(at, owner, interface, port, path);
    addresses(at, owner, interface, port, path, primary);
  }
  for (const char* field : {"primary_ip4", "primary_ip6"}) {
    const Text& address = text_of(primary.fields, field);
    if (const auto ip = parse_ip(address)) {
      primary.needs.emplace_back(kind("ip-address").key_word(),
                                 address_name(address, vrf_of(config_, at.site, *ip)));
    }
  }
  if (primary.needs.size() > 1) put(std::move(primary));
  if (!makes("cables") || owner.kind != "device") return;
  for (const Plugged::Way& way : plugged_.ways_of(at.file)) cable(at, owner, ports, way);
}

}  // namespace muster::netbox
