#include "config/tables.h"

#include <nlohmann/json.hpp>

#include "config/key.h"

namespace muster::config_file {
namespace {

// The same for one of the kinds of target.
template <auto Member, auto Read>
Key<TargetConfig> part(std::string_view name, std::string_view doc) {
  using Kind = decltype(item_of(Member));
  return {name, false, doc,
          [](Reading& in, const yaml::Node& node, TargetConfig& item) {
            Read(in, node, std::get<Kind>(item.kind).*Member);
          },
          [](const TargetConfig& item) { return shown(std::get<Kind>(item.kind).*Member); }};
}

Key<TargetConfig> target_kind() {
  return {"kind", true, "What the target is: netbox or unbound.",
          [](Reading&, const yaml::Node&, TargetConfig&) {},
          [](const TargetConfig& item) {
            return nlohmann::json(std::holds_alternative<NetboxConfig>(item.kind) ? "netbox"
                                                                                  : "unbound");
          }};
}

using ClassKeys = std::vector<Key<ClassConfig>>;

Key<ClassConfig> class_becomes() {
  return needed(key<&ClassConfig::netbox, read_becomes>(
      "netbox", "What hosts become in NetBox: device, vm or none."));
}

ClassKeys in_netbox() {
  using C = ClassConfig;
  return {
      class_becomes(),
      key<&C::status, read_slug>("status", "NetBox status of hosts that are present."),
      key<&C::tenant, read_slug>("tenant", "Slug of an existing tenant."),
      key<&C::platform, read_slug>("platform", "Slug of the platform."),
      key<&C::dns, read_flag>("dns", "true: hosts get names in DNS."),
  };
}

ClassKeys device_keys() {
  using C = ClassConfig;
  return in_netbox() + ClassKeys{needed(key<&C::role, read_slug>("role", "Slug of the role.")),
                                 needed(key<&C::manufacturer, read_label>(
                                     "manufacturer", "Slug or name of the manufacturer.")),
                                 needed(key<&C::device_type, read_label>(
                                     "device_type", "Slug or model of the device type."))};
}

ClassKeys vm_keys() {
  using C = ClassConfig;
  return in_netbox() +
         ClassKeys{key<&C::role, read_slug>("role", "Slug of the role."),
                   key<&C::cluster, read_text>("cluster", "Cluster of VMs seen in none.")};
}

using TargetKeys = std::vector<Key<TargetConfig>>;

TargetKeys netbox_keys() {
  using N = NetboxConfig;
  return {
      target_kind(),
      needed(part<&N::url, read_url>("url", "Where NetBox answers, without /api.")),
      needed(part<&N::token, read_secret>("token", "Where the API token is kept.")),
      part<&N::ca_file, read_path>("ca_file", "Certificates to trust instead of the system's."),
      part<&N::proxy, read_proxy>("proxy", "The proxy to go through: http, https or socks5."),
      part<&N::timeout, read_timeout>("timeout", "The longest wait for one answer, 100ms to 1h."),
      part<&N::batch, read_number<1, 1000, size_t>>("batch", "Objects written in one request."),
  };
}

TargetKeys unbound_keys() {
  using U = UnboundConfig;
  return {
      target_kind(),
      needed(part<&U::file, read_path>("file", "The included file that muster owns.")),
      part<&U::config, read_path>("config", "unbound.conf, for unbound-checkconf."),
      part<&U::control, read_flag>("control", "true: reload by unbound-control and query back."),
      part<&U::address, read_address>("address", "Where to query back."),
      part<&U::port, read_number<1, 65535, int>>("port", "The port to query back."),
      part<&U::ttl, read_number<0, 2'147'483'647, int>>("ttl", "Seconds that records may be kept."),
  };
}

template <class T>
void append_tables(const Section<T>& section, std::vector<KeyTable>& out) {
  for (const Variant<T>& variant : section.variants) {
    KeyTable table{
        std::string(section.name), std::string(section.selector), std::string(variant.kind), {}};
    for (const Key<T>& k : variant.keys) {
      table.rows.push_back({std::string(k.name), k.required, std::string(k.doc)});
    }
    out.push_back(std::move(table));
  }
}

}  // namespace

const Section<SiteConfig>& site_section() {
  static const Section<SiteConfig> section{
      "sites",
      "site",
      "",
      {{"",
        {key<&SiteConfig::name, read_text>("name", "The name for people; the key when not given."),
         key<&SiteConfig::domain, read_domain>("domain",
                                               "DNS domain of its hosts; none when not given."),
         key<&SiteConfig::networks, read_networks>("networks", "Its networks in CIDR form.")},
        {}}}};
  return section;
}

const Section<ClassConfig>& class_section() {
  static const Section<ClassConfig> section{
      "classifications",
      "classification",
      "netbox",
      {{"device", device_keys(), {}}, {"vm", vm_keys(), {}}, {"none", {class_becomes()}, {}}}};
  return section;
}

const Section<TargetConfig>& target_section() {
  static const Section<TargetConfig> section{
      "targets",
      "target",
      "kind",
      {{"netbox", netbox_keys(), {"", NetboxConfig{}, {}}},
       {"unbound", unbound_keys(), {"", UnboundConfig{}, {}}}}};
  return section;
}

const std::vector<Key<Policy>>& policy_keys() {
  using P = Policy;
  static const std::vector<Key<P>> keys{
      key<&P::gone_after, read_days>("gone_after", "Days unseen until a host counts as gone."),
      key<&P::randomised_macs, read_flag>("randomised_macs",
                                          "true: a file for every randomised MAC too."),
      key<&P::max_deletes, read_limit>("max_deletes",
                                       "More deletions are refused: 10%, 25 or both."),
      key<&P::max_updates, read_limit>("max_updates",
                                       "More updates are refused: 30%, 100 or both."),
      key<&P::guard_from, read_number<0, 1'000'000'000, size_t>>(
          "guard_from", "Owned objects below which the percentages do not count."),
  };
  return keys;
}

const std::vector<std::string>& section_names() {
  static const std::vector<std::string> names{"sites", "sources", "classifications", "targets",
                                              "policy"};
  return names;
}

std::vector<KeyTable> key_tables() {
  std::vector<KeyTable> tables;
  append_tables(site_section(), tables);
  append_tables(source_section(), tables);
  append_tables(class_section(), tables);
  append_tables(target_section(), tables);
  append_tables(Section<Policy>{"policy", "", "", {{"", policy_keys(), {}}}}, tables);
  return tables;
}

}  // namespace muster::config_file
