// The keys of a host file, once each, in the order in which they are written. Reading, writing, the
// schema, selectors, merging, cutting to size and the cache are loops over these tables; what they
// do with a key follows from the type of its member.
//
// A new field that discover tells is a member of Observed and its row here; people may state
// otherwise with a member of Overrides (`stated`), and sources tell it with one of Fact (`told`).
// schema/host.v1.json is made anew by ci/schemas --write.
#pragma once
#include <array>
#include <string_view>
#include <tuple>

#include "model/host_parts.h"

namespace muster {

// A key of the block that discover owns.
template <class T>
struct ObservedKey {
  std::string_view name;
  T Observed::*member;
  std::string_view about = {};
  std::string_view selector = {};        // its word in selectors
  Rare<T> Overrides::*stated = nullptr;  // what stands under `overrides` wins
  std::string Host::*own = nullptr;      // then people's line of the same name
  std::string Product::*told = nullptr;  // a word that sources tell
  std::string_view comment = {};         // stands behind the value
  size_t most = limits::text_bytes;      // bytes of a text under `overrides`
  bool required = false;
  bool quoted = false;    // text stands in quotes always
  bool needless = false;  // not written when empty
};

inline constexpr std::tuple observed_keys{
    ObservedKey<State>{.name = "state",
                       .member = &Observed::state,
                       .selector = "state",
                       .stated = &Overrides::state,
                       .comment = "present | gone",
                       .required = true},
    ObservedKey<std::string>{.name = "name",
                             .member = &Observed::name,
                             .about = "The best name seen, as a DNS label.",
                             .selector = "name",
                             .stated = &Overrides::name,
                             .own = &Host::name,
                             .most = limits::name_bytes},
    ObservedKey<std::string>{.name = "site",
                             .member = &Observed::site,
                             .about = "A site of muster.yaml.",
                             .selector = "site",
                             .stated = &Overrides::site,
                             .required = true},
    ObservedKey<Day>{.name = "first_seen",
                     .member = &Observed::first_seen,
                     .about = "The day discover saw the host first.",
                     .selector = "first_seen",
                     .required = true},
    ObservedKey<Proposal>{.name = "proposed",
                          .member = &Observed::proposed,
                          .about = "What a rule decided, and why."},
    ObservedKey<std::vector<std::string>>{
        .name = "identity",
        .member = &Observed::identity,
        .about = "What the host is known again by, strongest first.",
        .quoted = true},
    ObservedKey<std::vector<Interface>>{
        .name = "interfaces", .member = &Observed::interfaces, .stated = &Overrides::interfaces},
    ObservedKey<std::vector<Cidr>>{
        .name = "primary",
        .member = &Observed::primary,
        .about = "Of several addresses of a family the one that stands for the host: a static "
                 "lease's, then the one that has stood here, then the best known.",
        .stated = &Overrides::primary,
        .needless = true},
    ObservedKey<std::vector<Attachment>>{.name = "attached",
                                         .member = &Observed::attached,
                                         .about = "The switch ports the host is plugged in.",
                                         .needless = true},
    ObservedKey<Rare<GuestFact>>{.name = "virtual",
                                 .member = &Observed::guest,
                                 .about = "The guest of a hypervisor that the host is.",
                                 .needless = true},
    ObservedKey<std::vector<NameCandidate>>{.name = "names",
                                            .member = &Observed::names,
                                            .about = "Every name seen, best first, and where."},
    ObservedKey<std::vector<std::string>>{
        .name = "roles",
        .member = &Observed::roles,
        .about = "What its neighbours tell that it is: switch, phone, access-point.",
        .selector = "role",
        .needless = true},
    ObservedKey<std::string>{.name = "vendor",
                             .member = &Observed::vendor,
                             .selector = "vendor",
                             .stated = &Overrides::vendor,
                             .told = &Product::vendor,
                             .needless = true},
    ObservedKey<std::string>{.name = "model",
                             .member = &Observed::model,
                             .selector = "model",
                             .stated = &Overrides::model,
                             .told = &Product::model,
                             .needless = true},
    ObservedKey<std::string>{.name = "serial",
                             .member = &Observed::serial,
                             .stated = &Overrides::serial,
                             .told = &Product::serial,
                             .needless = true},
    ObservedKey<std::string>{.name = "platform",
                             .member = &Observed::platform,
                             .selector = "platform",
                             .stated = &Overrides::platform,
                             .told = &Product::platform,
                             .needless = true},
    ObservedKey<std::string>{.name = "tenant",
                             .member = &Observed::tenant,
                             .about =
                                 "Slug of a tenant that NetBox has, by policy.tenants; a stated "
                                 "one stands above that of the classification.",
                             .selector = "tenant",
                             .stated = &Overrides::tenant,
                             .needless = true},
    ObservedKey<std::vector<std::string>>{.name = "sources",
                                          .member = &Observed::sources,
                                          .about = "The sources that see the host.",
                                          .selector = "source"},
    ObservedKey<std::vector<PageLink>>{.name = "links",
                                       .member = &Observed::links,
                                       .about = "Its pages at the systems that know it.",
                                       .needless = true},
    ObservedKey<std::vector<Telling>>{
        .name = "told",
        .member = &Observed::told,
        .about = "Fields of which sources tell different things, and who tells what.",
        .needless = true},
    ObservedKey<std::vector<std::string>>{
        .name = "attention",
        .member = &Observed::attention,
        .about = "What a reviewer should look at: identity-changed, duplicate-of:<id>, "
                 "name-conflict (sources disagree, or another host has the name), ip-conflict, "
                 "placement-conflict (a DHCP relay, LLDP or CDP names another port), "
                 "behind-uplink (only ports between switches saw it), serial-conflict (one name, "
                 "two serial numbers), serial-names (one serial number, two names), "
                 "platform-conflict, stale-in:<source> (that has not heard of it for long, and "
                 "another has).",
        .selector = "attention",
        .comment = "identity-changed | duplicate-of:<id> | name-conflict | ip-conflict | "
                   "placement-conflict | behind-uplink"}};

// What only people tell, under `overrides`.
struct StatedKey {
  std::string_view name;
  Rare<std::string> Overrides::*stated;
  std::string_view about;
  std::string_view selector;
  size_t most = limits::text_bytes;
  bool quoted = false;
};

inline constexpr std::tuple stated_keys{
    StatedKey{.name = "location",
              .stated = &Overrides::location,
              .about = "Slug of a location that NetBox has at the site of the host.",
              .selector = "location"},
    StatedKey{.name = "rack",
              .stated = &Overrides::rack,
              .about = "Name of a rack that NetBox has at the site of the host.",
              .selector = "rack"},
    StatedKey{.name = "asset_tag",
              .stated = &Overrides::asset_tag,
              .about = "The number of the device in people's books; NetBox has each once.",
              .selector = "asset_tag",
              .most = 50,
              .quoted = true}};

// How a text of people's is read.
enum class TextKind { line, lines, id };

// A key of the file itself.
template <class T>
struct HostKey {
  std::string_view name;
  T Host::*member;
  std::string_view about = {};
  std::string_view selector = {};
  std::string_view schema = {};   // further words of JSON Schema: an object
  std::string_view comment = {};  // the line above it
  TextKind text = TextKind::line;
  size_t most = limits::text_bytes;
  bool required = false;
  bool needless = false;  // not written when empty
  bool editable = false;  // commands may set it
  bool gap = false;       // an empty line follows
};

inline constexpr std::string_view people_banner = "# ── yours: review these lines ──";
inline constexpr std::string_view observed_banner =
    "# ── muster's: rewritten by discover; edits below are lost ──";

inline constexpr std::tuple host_keys{
    HostKey<std::string>{
        .name = "id",
        .member = &Host::id,
        .about = "Names the host for good. The file name ends in it. Never change it.",
        .selector = "id",
        .schema = R"({"type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{10}$"})",
        .text = TextKind::id,
        .required = true,
        .gap = true},
    HostKey<std::string>{
        .name = "classification",
        .member = &Host::classification,
        .about = "One of the classifications in muster.yaml; it decides what the host becomes in "
                 "NetBox and DNS. \"ignore\" keeps the host out of everything.",
        .selector = "class",
        .comment = people_banner,
        .editable = true},
    HostKey<Approval>{
        .name = "approval",
        .member = &Host::approval,
        .about = "Only approved hosts reach NetBox and DNS. pending: not reviewed yet. rejected: "
                 "remembered, so that the host does not come back as new.",
        .selector = "approval",
        .schema = R"({"default": "pending", "defaultSnippets": [
          {"label": "approved", "description": "Goes to NetBox and DNS", "body": "approved"},
          {"label": "pending", "description": "Skipped and counted until reviewed",
           "body": "pending"},
          {"label": "rejected", "description": "Never goes anywhere, and is not proposed again",
           "body": "rejected"}]})",
        .comment = "# approval: pending | approved | rejected",
        .editable = true},
    HostKey<std::string>{.name = "name",
                         .member = &Host::name,
                         .about =
                             "The name in NetBox and DNS: one DNS label in lower case. \"\" means "
                             "observed.name.",
                         .comment = "# name for NetBox and DNS; \"\" means observed.name",
                         .most = limits::name_bytes,
                         .editable = true,
                         .gap = true},
    HostKey<std::vector<std::string>>{
        .name = "aliases",
        .member = &Host::aliases,
        .about = "Further names in DNS: www of the site's domain, or www.example.org.",
        .selector = "alias",
        .needless = true,
        .gap = true},
    HostKey<std::vector<std::string>>{.name = "tags",
                                      .member = &Host::tags,
                                      .about = "Words of your own; they become tags in NetBox. "
                                               "[] means those of observed.proposed.",
                                      .gap = true},
    HostKey<std::string>{.name = "notes",
                         .member = &Host::notes,
                         .about = "Free text for people.",
                         .text = TextKind::lines,
                         .most = limits::notes_bytes,
                         .editable = true,
                         .gap = true},
    HostKey<Overrides>{.name = "overrides",
                       .member = &Host::overrides,
                       .about = "What stands here wins over the observation.",
                       .gap = true},
    HostKey<bool>{.name = "adopt",
                  .member = &Host::adopt,
                  .about = "true: take over an object that already has this name in a target.",
                  .needless = true,
                  .editable = true,
                  .gap = true},
    HostKey<bool>{.name = "release",
                  .member = &Host::release,
                  .about = "true: what NetBox has of this host is people's; muster takes its marks "
                           "off and writes it no more.",
                  .needless = true,
                  .editable = true,
                  .gap = true},
    HostKey<bool>{.name = "protect",
                  .member = &Host::protect,
                  .about = "true: never retire or delete this host in a target.",
                  .needless = true,
                  .editable = true,
                  .gap = true},
    HostKey<Observed>{
        .name = "observed",
        .member = &Host::observed,
        .about =
            "Written by discover and replaced as a whole; edits here are lost. Leave it out of "
            "a file that you write for a host which no source sees.",
        .comment = observed_banner}};

// Calls fn(key) for every key of a table.
template <class Keys, class Fn>
constexpr void each_key(const Keys& keys, Fn&& fn) {
  std::apply([&](const auto&... key) { (fn(key), ...); }, keys);
}

// Calls fn(key) for every key that may stand under `overrides`.
template <class Fn>
constexpr void each_stated(Fn&& fn) {
  each_key(observed_keys, [&](const auto& key) {
    if (key.stated != nullptr) fn(key);
  });
  each_key(stated_keys, fn);
}

// The value that counts: what people state, then their own line, then the observation.
template <class T>
const T& in_force(const ObservedKey<T>& key, const Host& host) {
  if (key.stated != nullptr && host.overrides.*key.stated) return *(host.overrides.*key.stated);
  if constexpr (std::is_same_v<T, std::string>) {
    if (key.own != nullptr && !(host.*key.own).empty()) return host.*key.own;
  }
  return host.observed.*key.member;
}

// As above, of one member: in_force<&Observed::serial>(host).
template <auto Member>
const auto& in_force(const Host& host) {
  using T = std::remove_cvref_t<decltype(host.observed.*Member)>;
  const ObservedKey<T>* found = nullptr;
  each_key(observed_keys, [&](const auto& key) {
    if constexpr (std::is_same_v<decltype(key.member), T Observed::*>) {
      if (key.member == Member) found = &key;
    }
  });
  return in_force(*found, host);
}

}  // namespace muster
