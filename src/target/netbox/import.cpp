#include "target/netbox/import.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "core/hash.h"
#include "core/list.h"
#include "core/text.h"
#include "model/fqdn.h"
#include "target/netbox/client.h"
#include "target/netbox/prerequisites.h"
#include "target/netbox/read/time_text.h"
#include "target/netbox/schema.h"
#include "target/netbox/vrfs.h"

namespace muster {
namespace netbox {
namespace {

constexpr std::string_view no_site = "at no site of muster.yaml";
constexpr std::string_view no_name = "its name makes no DNS label";
constexpr std::string_view no_class = "no classification has its role";
constexpr std::string_view no_cluster = "in a cluster of another place";
constexpr std::string_view twice = "its name is there twice";
constexpr std::string_view marked_already = "muster's already";

using NetboxId = std::pair<std::string, long long>;  // model and id

class Import {
 public:
  Import(Client& client, const Config& config, std::stop_token stop)
      : client_(client), config_(config), stop_(stop) {}

  Imported run() {
    for (const Json& row : list(kind("cluster"))) clusters_[id_of(row)] = row;
    for (const Kind& each : kinds()) {
      if (each.level != Level::owner) continue;
      for (const Json& row : list(each)) add_owner(each, row);
    }
    for (const Kind& each : kinds()) {
      if (each.level != Level::port) continue;
      for (const Json& row : list(each)) add_port(each, row);
    }
    vrfs_ = Vrfs(named_vrfs(config_), client_, stop_);
    for (const Json& row : list(kind("mac-address"))) add_mac(row);
    for (const Json& row : list_with_role(kind("ip-address"))) add_address(row);
    return finish();
  }

 private:
  struct Port {
    size_t host = 0;
    std::string name;
    std::string primary;                  // its primary MAC
    std::set<std::pair<bool, Mac>> macs;  // the primary one first
    std::vector<Cidr> addresses;
  };

  std::vector<Json> list(const Kind& of) { return client_.list(listing(of), stop_); }
  std::vector<Json> list_with_role(const Kind& of) {
    Listing listed = listing(of);
    listed.fields += ",role";
    return client_.list(listed, stop_);
  }

  void skip(std::string_view why) { ++out_.skipped[std::string(why)]; }

  const ClassConfig* class_of(const Kind& of, const std::string& role) const {
    const Becomes becomes = of.name() == "device" ? Becomes::device : Becomes::vm;
    for (const auto& [name, one] : config_.classifications) {
      const std::string& given = one.role.empty() ? one.name : one.role;
      if (one.netbox == becomes && slug_of(given) == role) return &one;
    }
    return nullptr;
  }

  // A label of the site's domain: NetBox may have it in capitals, or with the domain.
  std::string name_of(const Json& row, const SiteConfig& site) const {
    std::string name = lower(text(row, "name"));
    const std::string domain = "." + lower(site.domain);
    if (domain.size() > 1 && name.ends_with(domain)) name.resize(name.size() - domain.size());
    return is_dns_label(name) ? name : "";
  }

  // Where desired would look for it.
  bool placed_well(const Json& vm, const std::string& site) const {
    const auto cluster = clusters_.find(id_of(member(vm, "cluster")));
    if (cluster == clusters_.end()) return true;
    const std::string scope = text(cluster->second, "scope_type");
    return scope.empty() ||
           (scope == kind("site").model &&
            member(cluster->second, "scope_id") == id_of(member(vm, "site")) && !site.empty());
  }

  void add_owner(const Kind& of, const Json& row) {
    if (!muster_id(row).empty()) return skip(marked_already);
    const auto site = config_.sites.find(text(member(row, "site"), "slug"));
    if (site == config_.sites.end()) return skip(no_site);
    const std::string name = name_of(row, site->second);
    if (name.empty()) return skip(no_name);
    const ClassConfig* in = class_of(of, text(member(row, "role"), "slug"));
    if (in == nullptr) return skip(no_class);
    if (!placed_well(row, site->first)) return skip(no_cluster);
    if (!names_.insert({site->first, name}).second) return skip(twice);
    Host host;
    host.id = short_id("netbox:" + client_.endpoint().url + "/" + std::string(of.endpoint) + "/" +
                       std::to_string(id_of(row)));
    host.classification = in->name;
    host.approval = Approval::approved;
    host.adopt = true;
    host.observed.name = name;
    host.observed.site = site->first;
    host.observed.serial = clean(text(row, "serial"));
    host.observed.first_seen = day_of(row);
    if (const std::string cluster = text(member(row, "cluster"), "name"); !cluster.empty())
      host.observed.guest.emplace().cluster = clean(cluster);
    owners_[{std::string(port_kind(of.name()).model), id_of(row)}] = out_.hosts.size();
    out_.hosts.push_back(std::move(host));
  }

  static Day day_of(const Json& row) {
    const auto changed = parse_time(text(row, "last_updated"));
    return changed ? std::chrono::floor<std::chrono::days>(*changed) : Day{};
  }

  void add_port(const Kind& of, const Json& row) {
    const Json& on = member(row, of.field(Form::owner)->in_netbox());
    const auto owner = owners_.find({std::string(of.model), id_of(on)});
    if (owner == owners_.end()) return;
    ports_[{std::string(of.model), id_of(row)}] = {
        owner->second,
        clean(text(row, "name")),
        lower(text(member(row, "primary_mac_address"), "mac_address")),
        {},
        {}};
  }

  Port* port_of(const Json& row) {
    const Json& id = member(row, "assigned_object_id");
    if (!id.is_number_integer()) return nullptr;
    const auto port = ports_.find({text(row, "assigned_object_type"), id.get<long long>()});
    return port == ports_.end() ? nullptr : &port->second;
  }

  void add_mac(const Json& row) {
    Port* port = port_of(row);
    const auto mac = parse_mac(text(row, "mac_address"));
    if (port && mac) port->macs.insert({render(*mac) != port->primary, *mac});
  }

  // An address that several may have at once is nobody's, and one in another VRF not the site's.
  void add_address(const Json& row) {
    Port* port = port_of(row);
    const auto cidr = parse_cidr(text(row, "address"));
    const std::string role = choice(row, "role");
    const bool shared = !role.empty() && role != "loopback" && role != "secondary";
    if (!port || !cidr || shared || !is_host_address(cidr->ip)) return;
    const std::string& site = out_.hosts[port->host].observed.site;
    if (vrfs_.holds(row, config_, site, cidr->ip)) port->addresses.push_back(*cidr);
  }

  // What NetBox knows of no MAC or address nobody could recognise on the network.
  void finish_port(Port& port) {
    if (port.macs.empty() && port.addresses.empty()) return;
    Observed& observed = out_.hosts[port.host].observed;
    std::sort(port.addresses.begin(), port.addresses.end());
    observed.interfaces.push_back({port.name, {}, port.addresses, {}});
    bool first = true;
    for (const auto& [other, mac] : port.macs) {
      if (!first) observed.interfaces.push_back({port.name, {}, {}, {}});
      observed.interfaces.back().mac = mac;
      observed.identity.push_back("mac:" + render(mac));
      first = false;
    }
  }

  Imported finish() {
    for (auto& [place, port] : ports_) finish_port(port);
    for (Host& host : out_.hosts) {
      sort_unique(host.observed.identity);
      if (!host.observed.serial.empty())
        host.observed.identity.insert(host.observed.identity.begin(),
                                      "serial:" + host.observed.serial);
    }
    std::sort(out_.hosts.begin(), out_.hosts.end(), [](const Host& a, const Host& b) {
      return std::tie(a.observed.site, a.observed.name) <
             std::tie(b.observed.site, b.observed.name);
    });
    return std::move(out_);
  }

  Client& client_;
  const Config& config_;
  std::stop_token stop_;
  Imported out_;
  Vrfs vrfs_;
  std::map<long long, Json> clusters_;
  std::map<NetboxId, size_t> owners_;  // by the model of their interfaces
  std::map<NetboxId, Port> ports_;     // in the order of NetBox's ids
  std::set<std::pair<std::string, std::string>> names_;
};

}  // namespace
}  // namespace netbox

Imported import_netbox(const NetboxConfig& netbox, const Secrets& secrets, const Config& config,
                       ReadWires wires, std::stop_token stop) {
  netbox::Client client(netbox, secrets["token"], wires.http);
  return netbox::Import(client, config, stop).run();
}

}  // namespace muster
