#include "config/tables.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "config/key.h"

namespace muster::config_file {
namespace {

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

std::string listed(const std::vector<std::string_view>& names) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
  }
  return out;
}

Key<TargetConfig> target_kind(std::string_view doc) {
  return {"kind", true, doc, [](Reading&, const yaml::Node&, TargetConfig&) {},
          [](const TargetConfig& item) { return nlohmann::json(item.kind()); }};
}

template <class Kind>
Variant<TargetConfig> target_variant(std::string_view doc) {
  const auto settings = [](auto& item) -> auto& { return std::get<Kind>(item.settings); };
  return {Kind::kind,
          std::vector{target_kind(doc)} + within<TargetConfig>(keys_of(Kind{}), settings),
          {"", Kind{}, {}}};
}

template <class... Kinds>
Section<TargetConfig> targets_of(const std::variant<Kinds...>*) {
  constexpr std::array<std::string_view, sizeof...(Kinds)> names{Kinds::kind...};
  static_assert(std::is_sorted(names.begin(), names.end()));
  static const std::string doc = "What the target is: " + listed({Kinds::kind...}) + ".";
  return {"targets", "target", "kind", {target_variant<Kinds>(doc)...}};
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
  static const Section<TargetConfig> section =
      targets_of(static_cast<const TargetSettings*>(nullptr));
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
