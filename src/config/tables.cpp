#include "config/tables.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "config/key.h"
#include "core/text.h"

namespace muster::config_file {
namespace {

using ClassKeys = std::vector<Key<ClassConfig>>;

Key<ClassConfig> class_becomes() {
  return needed(key<&ClassConfig::netbox, read_becomes>(
      "netbox", "What hosts become in NetBox: device, vm or none."));
}

Key<ClassConfig> class_backup() {
  return key<&ClassConfig::backup, read_text>(
      "backup",
      "Whose configuration is backed up: auto, as the platform that discover tells, or "
      "the name of a platform; none when not given.",
      "auto");
}

ClassKeys in_netbox() {
  using C = ClassConfig;
  return {
      class_becomes(),
      class_backup(),
      key<&C::status, read_slug>("status", "NetBox status of hosts that are present."),
      key<&C::tenant, read_slug>("tenant", "Slug of an existing tenant.", "ops"),
      key<&C::platform, read_slug>("platform", "Slug of the platform.", "debian"),
      key_of<&C::manage, read_manage>(
          "manage",
          "Whose word counts in a field: always, the inventory's; empty, people's, it is filled; "
          "never, people's alone.",
          schema_of_manage(), R"({"status": "never", "memory": "always"})"),
      key<&C::dns, read_flag>("dns", "true: hosts get names in DNS."),
      number<&C::ttl, 0, 2'147'483'647>(
          "ttl", "Seconds that their records may be kept; 0: as the target says."),
  };
}

ClassKeys device_keys() {
  using C = ClassConfig;
  return in_netbox() +
         ClassKeys{needed(key<&C::role, read_slug>("role", "Slug of the role.", "server")),
                   needed(key<&C::manufacturer, read_label>(
                       "manufacturer", "Slug or name of the manufacturer.", "generic")),
                   needed(key<&C::device_type, read_label>(
                       "device_type",
                       "Slug or model of the device type; auto: that of the vendor and model "
                       "that discover tells.",
                       "generic-server")),
                   key<&C::fallback_type, read_label>(
                       "fallback_type",
                       "With device_type auto, the type of hosts whose model is not told; the "
                       "classification's name when not given.",
                       "generic-server")};
}

ClassKeys vm_keys() {
  using C = ClassConfig;
  return in_netbox() +
         ClassKeys{key<&C::role, read_slug>("role", "Slug of the role.", "server"),
                   key<&C::cluster, read_text>("cluster", "Cluster of VMs seen in none.", "pve")};
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
  }
  return out;
}

// The key that chooses the shape: read before all others, and shown as what was chosen.
template <class T>
std::vector<Key<T>> kind_key(std::string_view doc) {
  return {{"kind", true, doc, [](Reading&, const yaml::Node&, T&) {},
           [](const T& item) { return nlohmann::json(item.kind()); }, "{}", ""}};
}

std::vector<Key<SourceConfig>> of_every_source() {
  using S = SourceConfig;
  return {
      needed(key_of<&S::site, read_text>("site", "The site that its hosts belong to.",
                                         R"({"$ref": "#/$defs/name"})", "berlin")),
      key<&S::timeout, read_timeout>("timeout", "The longest wait for one answer, 100ms to 1h."),
      key<&S::enabled, read_flag>("enabled", "false: discover leaves it out."),
  };
}

// Of merge requests, and of who decides in them.
std::vector<Key<Policy>> review_keys() {
  using P = Policy;
  return {
      number<&P::max_merge_requests, 0, 1'000>(
          "max_merge_requests", "Merge requests of discover that are open at a time."),
      number<&P::max_hosts, 1, 100'000>(
          "max_hosts", "Hosts in a merge request of discover; the rest go to further ones."),
      key_of<&P::approvers, read_approvers>(
          "approvers",
          "Who may decide about hosts; the last whose path fits a file counts, and anybody "
          "may where none does. Checked by validate --base.",
          schema_of_approvers(), R"([{"path": "hosts/berlin/*", "people": ["ada@example.org"]}])"),
      key<&P::signed_decisions, read_flag>(
          "signed_decisions", "true: decisions count only in commits that their author signed."),
      key<&P::four_eyes, read_flag>("four_eyes",
                                    "true: every decision needs a review by another person."),
  };
}

// `common` keys, then those of the kind.
template <class T, class Kind>
Variant<T> variant_of(const Kind& settings, std::string_view doc,
                      const std::vector<Key<T>>& common) {
  T empty;
  empty.settings = settings;
  const auto own = [](auto& item) -> auto& { return std::get<Kind>(item.settings); };
  return {Kind::kind, Kind::about, kind_key<T>(doc) + common + within<T>(keys_of(settings), own),
          std::move(empty)};
}

// A shape of T for each kind of settings.
template <class T, class... Kinds>
std::vector<Variant<T>> variants_of(const std::variant<Kinds...>&, const std::string& what,
                                    const std::vector<Key<T>>& common) {
  constexpr std::array<std::string_view, sizeof...(Kinds)> names{Kinds::kind...};
  static_assert(std::is_sorted(names.begin(), names.end()));
  static const std::string doc = what + listed({Kinds::kind...}) + ".";
  return {variant_of<T>(Kinds{}, doc, common)...};
}

}  // namespace

std::string schema_of_words(std::span<const std::string_view> words) {
  nlohmann::json all = words;
  for (const std::string_view word : words) {
    if (const auto number = parse_int(word)) all.push_back(*number);
  }
  return nlohmann::json{{"enum", std::move(all)}}.dump();
}

std::string schema_of_choices(std::span<const std::string_view> words) {
  return nlohmann::ordered_json{{"type", "array"},
                                {"items", nlohmann::ordered_json::parse(schema_of_words(words))}}
      .dump();
}

std::string schema_of_range(long long low, long long high) {
  return nlohmann::ordered_json{{"type", "integer"}, {"minimum", low}, {"maximum", high}}.dump();
}

const Section<SiteConfig>& site_section() {
  using S = SiteConfig;
  static const Section<S> section{
      "sites",
      "site",
      "",
      "Sites, by their slug in NetBox.",
      "A place with its networks.",
      {{"",
        "",
        {key<&S::name, read_text>("name", "The name for people; the key when not given.", "Berlin"),
         key<&S::domain, read_domain>("domain", "DNS domain of its hosts; none when not given.",
                                      "berlin.example"),
         key<&S::networks, read_networks>("networks", "Its networks in CIDR form.",
                                          R"(["10.20.0.0/16", "2001:db8:20::/48"])"),
         key<&S::vrf, read_text>(
             "vrf",
             "The VRF of its addresses in NetBox, by name or rd. Sites of different VRFs may have "
             "the same networks.",
             "berlin"),
         key<&S::vrfs, read_vrfs>("vrfs", "Parts of its networks that are in other VRFs.",
                                  R"({"mgmt": ["10.20.99.0/24"]})"),
         key<&S::reverse, read_flag>("reverse",
                                     "false: its addresses do not lead back to names in DNS, "
                                     "those of another site with the same networks do.")},
        {}}}};
  return section;
}

const Section<SourceConfig>& source_section() {
  static const Section<SourceConfig> section{
      "sources",
      "source",
      "kind",
      "Where hosts are discovered.",
      "A device or system to ask.",
      variants_of<SourceConfig>(SourceSettings{}, "What the source is: ", of_every_source())};
  return section;
}

const Section<ClassConfig>& class_section() {
  static const Section<ClassConfig> section{
      "classifications",
      "classification",
      "netbox",
      "What hosts of a classification become.",
      "What hosts become, and with which attributes.",
      {{"device", "Hosts become devices.", device_keys(), {}},
       {"vm", "Hosts become virtual machines.", vm_keys(), {}},
       {"none", "Hosts are left out of NetBox.", {class_becomes(), class_backup()}, {}}}};
  return section;
}

const Section<TargetConfig>& target_section() {
  static const Section<TargetConfig> section{
      "targets",
      "target",
      "kind",
      "What is made to agree with the inventory.",
      "A system to write to.",
      variants_of<TargetConfig>(TargetSettings{}, "What the target is: ", {})};
  return section;
}

namespace {

// Of what sources know beside hosts.
std::vector<Key<Policy>> known_keys() {
  using P = Policy;
  return {
      key_of<&P::records, read_records>(
          "records",
          "Which kinds of records become files that are reviewed, and which stay in the "
          "cache; others: cache.",
          schema_of_records(), R"({"storage": "files", "volume": "cache"})"),
      key_of<&P::fields, read_fields>(
          "fields",
          "Whose word counts in a field of a host: that of the first of these sources, or "
          "the newest.",
          schema_of_fields(), R"({"platform": ["puppet", "vc1"], "model": "newest"})"),
      key_of<&P::required, read_required>(
          "required", "What hosts must have before they go to NetBox, for muster validate --data.",
          schema_of_required(), R"({"device": ["serial", "model"], "vm": ["platform"]})"),
      key_of<&P::tenants, read_tenants>(
          "tenants", "What sources call the owner of a host, and the slug of that tenant.",
          schema_of_tenants(), R"({"Finance department": "finance"})"),
  };
}

}  // namespace

const Section<Policy>& policy_section() {
  using P = Policy;
  static const Section<Policy> section{
      "policy",
      "",
      "",
      "",
      "Limits and habits.",
      {{"",
        "",
        std::vector<Key<P>>{
            key<&P::branch, read_text>("branch",
                                       "What may be applied is merged there; the remote's HEAD "
                                       "when not given.",
                                       "main"),
            key<&P::gone_after, read_days>("gone_after",
                                           "Days unseen until a host counts as gone."),
            key<&P::randomised_macs, read_flag>("randomised_macs",
                                                "true: a file for every randomised MAC too."),
            key<&P::max_deletes, read_limit>("max_deletes",
                                             "More deleted hosts are refused: 10%, 25 or both."),
            key<&P::max_updates, read_limit>("max_updates",
                                             "More updated hosts are refused: 30%, 100 or both."),
            key<&P::max_creates, read_limit>("max_creates",
                                             "More new hosts are refused: 100%, 500 or both."),
            key_of<&P::windows, read_windows>(
                "windows", "When reconcile may write; any time when not given.",
                schema_of_windows(), R"(["saturday,sunday 20:00-04:00 Europe/Berlin"])"),
            number<&P::guard_from, 0, 1'000'000'000>(
                "guard_from", "Hosts in a target below which the percentages do not count."),
            key_of<&P::backup, read_backup>("backup",
                                            "How configurations of devices are backed up.",
                                            schema_of_backup(), R"({"workers": 10})"),
        } + review_keys() +
            known_keys(),
        {}}}};
  return section;
}

const std::vector<std::string>& section_names() {
  static const std::vector<std::string> names{
      "sites", "sources", "classifications", "targets", "credentials", "jobs", "policy"};
  return names;
}

}  // namespace muster::config_file
