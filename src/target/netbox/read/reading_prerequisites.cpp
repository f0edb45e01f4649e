#include <algorithm>

#include "target/netbox/kinds.h"
#include "target/netbox/read/reading.h"

namespace muster::netbox {
namespace {

// Is this row what `wanted` asks for? By slug, or by the name where the slug is another one.
int likeness(const Resource& wanted, const Json& row) {
  const std::string& slug = text_of(wanted.fields, "slug");
  if (!slug.empty() && text(row, "slug") == slug) return 2;
  const char* name = wanted.kind == "device-type" ? "model" : "name";
  return text(row, name) == text_of(wanted.fields, name) ? 1 : 0;
}

// What rows of hosts mention: kind of prerequisite, kind of row, member.
struct Mention {
  std::string_view kind, of, member, below;
};
constexpr Mention mentions[] = {
    {"device-role", "device", "role", ""},
    {"device-role", "virtual-machine", "role", ""},
    {"platform", "device", "platform", ""},
    {"platform", "virtual-machine", "platform", ""},
    {"site", "device", "site", ""},
    {"site", "virtual-machine", "site", ""},
    {"tenant", "device", "tenant", ""},
    {"tenant", "virtual-machine", "tenant", ""},
    {"device-type", "device", "device_type", ""},
    {"manufacturer", "device", "device_type", "manufacturer"},
    {"cluster-type", "cluster", "type", ""},
};

}  // namespace

std::vector<Json> Reading::mentioned(std::string_view name) const {
  std::map<long long, Json> rows;
  for (const Mention& mention : mentions) {
    const auto from = lists_.find(mention.of);
    if (mention.kind != name || from == lists_.end()) continue;
    for (const Json& row : from->second) {
      const Json& one = member(row, mention.member);
      const Json& to = mention.below.empty() ? one : member(one, mention.below);
      if (to.is_object()) rows.emplace(id_of(to), to);
    }
  }
  if (name == "tag") {
    for (const auto& [kind, list] : lists_) {
      if (list.empty()) continue;
      for (const Json& tag : member(list.front(), "tags")) rows.emplace(id_of(tag), tag);
    }
  }
  std::vector<Json> out;
  for (auto& [id, row] : rows) out.push_back(std::move(row));
  return out;
}

void Reading::match_prerequisites(std::string_view name, const std::vector<Json>& rows) {
  for (const Resource& wanted : desired_) {
    if (wanted.kind != name || prerequisites_.contains(wanted.key)) continue;
    const Json* best = nullptr;
    int most = 0;
    for (const Json& row : rows) {
      int like = likeness(wanted, row);
      if (name == "device-type" &&
          prerequisites_[Key("manufacturer", text_of(wanted.fields, "manufacturer"))] !=
              id_of(member(row, "manufacturer")))
        continue;
      if (name == "cluster" && like > 0) {  // one at the site, then one that is at no site
        const bool at_site = text(row, "scope_type") == "dcim.site";
        const auto site = prerequisites_.find(Key("site", text_of(wanted.fields, "site")));
        const Json& scope = member(row, "scope_id");
        const bool here = at_site && site != prerequisites_.end() && scope == site->second;
        like = here ? 2 : at_site ? 0 : 1;
      }
      if (like > most) best = &row, most = like;
    }
    if (best) prerequisites_[wanted.key] = id_of(*best);
  }
}

void Reading::find_prerequisites() {
  const bool clusters = std::any_of(desired_.begin(), desired_.end(), [](const Resource& wanted) {
    return wanted.kind == "cluster";
  });
  if (clusters) {
    const Kind& row = kind("cluster");
    lists_["cluster"] =
        client_.list({std::string(row.endpoint), std::string(row.fields), ""}, stop_);
  }
  for (const Kind& each : kinds()) {
    const std::string_view name = each.traits.kind;
    if (each.swept || each.endpoint.empty() || name == "custom-field") continue;
    auto missing = [&] {
      return std::any_of(desired_.begin(), desired_.end(), [&](const Resource& wanted) {
        return wanted.kind == name && !prerequisites_.contains(wanted.key);
      });
    };
    if (name == "cluster") {
      match_prerequisites(name, lists_["cluster"]);
      continue;
    }
    if (missing()) match_prerequisites(name, mentioned(name));
    if (missing()) {
      match_prerequisites(name, client_.list({std::string(each.endpoint), std::string(each.fields),
                                              name == "tag" ? "slug=muster" : ""},
                                             stop_));
    }
  }
  for (const Resource& wanted : desired_) {
    const auto found = prerequisites_.find(wanted.key);
    if (!wanted.ensure || found == prerequisites_.end() || found->second == 0) continue;
    Resource there = wanted;
    there.ensure = false;
    there.native = std::to_string(found->second);
    rows_.aliases.put(
        wanted.kind, found->second,
        wanted.kind == "cluster" ? text_of(wanted.fields, "name") : std::string(wanted.key.rest()));
    if (wanted.kind == "custom-field") there.fields["object_types"] = covered_;
    snapshot_.resources.push_back(std::move(there));
  }
}

void Reading::require_tenants() {
  std::map<std::string, const Resource*> wanted;
  for (const Resource& resource : desired_) {
    if (const std::string& slug = text_of(resource.fields, "tenant"); !slug.empty())
      wanted.emplace(slug, &resource);
  }
  for (const Json& row : mentioned("tenant")) wanted.erase(text(row, "slug"));
  if (wanted.empty()) return;
  for (const Json& row : client_.list({"tenancy/tenants", "id,name,slug", ""}, stop_))
    wanted.erase(text(row, "slug"));
  if (wanted.empty()) return;
  const auto& [slug, first] = *wanted.begin();
  throw Error("tenant \"" + slug + "\" does not exist in NetBox")
      .at(first->places.at("tenant"))
      .because("muster creates no tenants")
      .mend("create it in NetBox, or take it out of the classification");
}

}  // namespace muster::netbox
