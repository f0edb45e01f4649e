#include "target/dns/records.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"
#include "model/host.h"
#include "model/idna.h"

namespace muster::dns {
namespace {

// The reverse zone of a network, "" when its prefix ends inside a label.
std::string reverse_zone(const Cidr& network) {
  const int bits = network.ip.v6 ? 4 : 8;
  if (network.prefix == 0 || network.prefix % bits != 0) return "";
  std::string name = reverse_name(network.network());
  for (int left = (network.ip.width() - network.prefix) / bits; left > 0; --left) {
    name.erase(0, name.find('.') + 1);
  }
  return name;
}

std::string full_name(const std::string& alias, const SiteConfig& site) {
  return ascii_name(alias.find('.') == std::string::npos ? alias + "." + site.domain : alias);
}

// Where the host's names lead: of each family the address that stands for it, or its first.
std::vector<Ip> led_to(const Host& host) {
  std::optional<Ip> v4, v6;
  for (const Interface& interface : effective_interfaces(host)) {
    for (const Cidr& address : interface.addresses) {
      if (!is_host_address(address.ip)) continue;
      auto& chosen = address.ip.v6 ? v6 : v4;
      if (!chosen || is_primary(host, address.ip)) chosen = address.ip;
    }
  }
  std::vector<Ip> out;
  for (const auto& chosen : {v4, v6}) {
    if (chosen) out.push_back(*chosen);
  }
  return out;
}

class Desired {
 public:
  Desired(const Config& config, int ttl, Aliases aliases)
      : config_(config), target_ttl_(ttl), aliases_(aliases) {}

  void add(const HostFile& file) {
    const Host& host = file.host;
    const ClassConfig* kind = config_.classification(host.classification);
    const auto site = config_.sites.find(effective_site(host));
    if (!kind || !kind->dns || site == config_.sites.end() || site->second.domain.empty()) return;
    const std::string name = ascii_name(effective_name(host) + "." + site->second.domain);
    if (name.empty()) return;
    ttl_ = kind->ttl > 0 ? kind->ttl : target_ttl_;
    ttl_told_ = kind->ttl > 0 ? &kind->where : &site->second.where;
    const std::vector<Ip> led = led_to(host);
    for (const Ip& ip : led) add_forward(file, site->second, name, ip, false);
    for (const Interface& interface : effective_interfaces(host)) {
      for (const Cidr& address : interface.addresses) {
        if (is_host_address(address.ip)) add_reverse(file, site->second, name, address.ip);
      }
    }
    for (const std::string& alias : host.aliases) add_alias(file, site->second, name, alias, led);
  }

  std::vector<Resource> take() && {
    for (const std::string& zone : zones_) out_.push_back(resource_of(Zone{zone, "", "", ""}));
    return std::move(out_);
  }

 private:
  void add_forward(const HostFile& file, const SiteConfig& site, const std::string& name,
                   const Ip& ip, bool alias) {
    const bool within = name.ends_with("." + site.domain);
    add(file, site,
        {name, ip.v6 ? "AAAA" : "A", muster::render(ip), ttl_, file.host.id, site.slug, alias},
        within ? site.domain : "");
  }

  void add_reverse(const HostFile& file, const SiteConfig& site, const std::string& name,
                   const Ip& ip) {
    if (!site.reverse) return;
    const auto network = std::find_if(site.networks.begin(), site.networks.end(),
                                      [&](const Cidr& c) { return c.contains(ip); });
    if (network == site.networks.end()) return;
    add(file, site, {reverse_name(ip), "PTR", name, ttl_, file.host.id, site.slug},
        reverse_zone(*network));
  }

  void add_alias(const HostFile& file, const SiteConfig& site, const std::string& name,
                 const std::string& alias, const std::vector<Ip>& led) {
    const std::string full = full_name(alias, site);
    if (full.empty() || led.empty()) return;
    const size_t first = out_.size();
    if (aliases_ == Aliases::cname) {
      const bool within = full.ends_with("." + site.domain);
      add(file, site, {full, "CNAME", name, ttl_, file.host.id, site.slug, true},
          within ? site.domain : "");
    } else {
      for (const Ip& ip : led) add_forward(file, site, full, ip, true);
    }
    for (size_t i = first; i < out_.size(); ++i) {
      out_[i].places["name"] = file.where("aliases", alias);
    }
  }

  void add(const HostFile& file, const SiteConfig& site, const ZoneRecord& record,
           const std::string& zone) {
    Resource resource = resource_of(record);
    resource.places["name"] = file.told("name");
    resource.places["value"] = file.told("interfaces");
    resource.places["ttl"] = *ttl_told_;
    resource.places["zone"] = site.where;
    if (!zone.empty()) {
      zones_.insert(zone);
      resource.needs = {zone_key(zone)};
    }
    out_.push_back(std::move(resource));
  }

  const Config& config_;
  int target_ttl_;
  Aliases aliases_;
  int ttl_ = 0;  // of the host in hand
  const Where* ttl_told_ = nullptr;
  std::set<std::string> zones_;
  std::vector<Resource> out_;
};

}  // namespace

std::span<const KindTraits> kinds() {
  static const std::array<KindTraits, 2> kinds{
      {{"zone", "zone", "zones", OnAbsent::remove, {}, {}, false, true},
       {"record", "record", "records", OnAbsent::remove, {}}}};
  return kinds;
}

Key record_key(const ZoneRecord& record) {
  const bool by_name = record.type == "PTR" || record.type == "CNAME";
  const std::string& fixed = by_name ? record.name : record.value;
  const std::string own = record.alias && !by_name ? "@" + record.name : "";
  return {"record", record.host + "/" + record.type + "/" + fixed + own};
}

Key zone_key(const std::string& zone) { return {"zone", zone}; }

std::string answer_of(const ZoneRecord& record) {
  return record.name + "/" + record.type + "/" + record.value;
}

Resource resource_of(const ZoneRecord& record) { return resource_of(record, record_key(record)); }

Resource resource_of(const ZoneRecord& record, const Key& key) {
  Resource resource;
  resource.kind = "record";
  resource.key = key;
  resource.natural = answer_of(record);
  resource.native = key.text();
  resource.label = record.type + " " + record.name;
  resource.site = record.site;
  resource.host = record.host;
  resource.fields = {{"name", record.name},
                     {"type", record.type},
                     {"value", record.value},
                     {"ttl", record.ttl},
                     {"host", record.host}};
  if (record.alias) resource.fields["alias"] = true;
  return resource;
}

Resource resource_of(const Zone& zone) {
  Resource resource;
  resource.kind = "zone";
  resource.key = zone_key(zone.name);
  resource.natural = resource.native = resource.key.text();
  resource.label = zone.name;
  resource.host = zone.host;
  resource.site = zone.site;
  resource.fields = {{"name", zone.name}, {"type", text_or_null(zone.type)}};
  return resource;
}

ZoneRecord record_of(const Fields& fields, const std::string& site) {
  const auto* ttl = std::get_if<int64_t>(&value_of(fields, "ttl"));
  return {text_of(fields, "name"),
          text_of(fields, "type"),
          text_of(fields, "value"),
          ttl ? *ttl : 0,
          text_of(fields, "host"),
          site,
          value_of(fields, "alias") == Value(true)};
}

Zone zone_of(const Fields& fields, const std::string& host, const std::string& site) {
  return {text_of(fields, "name"), text_of(fields, "type"), host, site};
}

std::vector<Resource> desired(std::span<const HostFile* const> hosts, const Config& config, int ttl,
                              Aliases aliases) {
  Desired out(config, ttl, aliases);
  for (const HostFile* file : hosts) out.add(*file);
  return std::move(out).take();
}

}  // namespace muster::dns
