#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/product.h"
#include "target/netbox/read/reading.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

// How well a row is what is wanted, by what it is called.
enum Likeness { none, spelt_otherwise, same_name, same_slug };

// A device type may be called by its part number, and its slug begin with its maker's.
bool spelt_alike(const Kind& kind, const std::string& wanted, const Json& row) {
  const std::string form = normal_form(wanted);
  if (form.empty()) return false;
  const std::string maker = text(member(row, "manufacturer"), "slug");
  return normal_form(maker_name(text(row, kind.titled_by))) == form ||
         normal_form(text(row, "part_number")) == form ||
         (!maker.empty() && normal_form(text(row, "slug")) == normal_form(maker) + form);
}

// A host is in a prefix of people's, too, when that is wider than the one that was discovered.
bool holds(const Json& row, const std::string& prefix) {
  const auto outer = parse_cidr(text(row, "prefix"));
  const auto inner = parse_cidr(prefix);
  return outer && inner && choice(row, "status") != "container" && outer->prefix > 0 &&
         outer->prefix <= inner->prefix && outer->contains(inner->ip);
}

Likeness likeness(const Kind& kind, const Resource& wanted, const Json& row) {
  const std::string& slug = text_of(wanted.fields, "slug");
  const std::string& name = text_of(wanted.fields, kind.titled_by);
  if (!slug.empty() && text(row, "slug") == slug) return same_slug;
  if (text(row, kind.titled_by) == name) return same_name;
  if (kind.name() == "prefix") return holds(row, name) ? spelt_otherwise : none;
  const bool product =
      kind.name() == "manufacturer" || kind.name() == "device-type" || kind.name() == "platform";
  return product && spelt_alike(kind, name, row) ? spelt_otherwise : none;
}

using Mention = std::function<void(std::string_view kind, const Json& object)>;

// The objects that a row of `of` refers to, by itself or by what it refers to.
void mentions_in(const Kind& of, const Json& row, const Mention& mention) {
  for (const Field& field : of.fields) {
    const Json& to = member(row, field.in_netbox());
    if (field.form == Form::tag) {
      for (const Json& tag : to) mention("tag", tag);
    }
    if ((field.form != Form::reference && field.form != Form::given) || !to.is_object()) continue;
    mention(field.to, to);
    mentions_in(kind(field.to), to, mention);
  }
}

}  // namespace

void Reading::sweep_owners(const Kind& of) {
  auto& rows = owners_[of.name()];
  sweep(of.name(), [&](const Json& row) {
    mentions_in(of, row, [&](std::string_view kind, const Json& object) {
      mentions_[kind].try_emplace(id_of(object), object);
    });
    rows.push_back(Json::to_msgpack(row));
  });
}

std::vector<Json> Reading::mentioned(std::string_view name) const {
  std::map<long long, Json> rows;
  for (const auto& [of, list] : lists_) {
    for (const Json& row : list) {
      mentions_in(kind(of), row, [&](std::string_view kind, const Json& object) {
        if (kind == name) rows.try_emplace(id_of(object), object);
      });
    }
  }
  if (const auto owners = mentions_.find(name); owners != mentions_.end())
    rows.insert(owners->second.begin(), owners->second.end());
  std::vector<Json> out;
  for (auto& [id, row] : rows) out.push_back(std::move(row));
  return out;
}

long long Reading::prerequisite(std::string_view kind, std::string_view rest) const {
  const auto found = prerequisites_.find(Key(kind, rest));
  return found == prerequisites_.end() ? 0 : found->second;
}

bool Reading::is_at(const Json& row, const std::string& site) const {
  const long long id = prerequisite("site", site);
  return id != 0 && text(row, "scope_type") == kind("site").model && member(row, "scope_id") == id;
}

// A VLAN of the site or of a group of the site's.
int Reading::fit_vlan(const Resource& wanted, const Json& row) const {
  const std::string& site = text_of(wanted.fields, "site");
  if (number(row, "vid") != value_of(wanted.fields, "vid")) return none;
  if (const auto groups = lists_.find("vlan-group"); groups != lists_.end()) {
    const long long in = id_of(member(row, "group"));
    for (const Json& group : groups->second) {
      if (in != 0 && id_of(group) == in && is_at(group, site)) return same_slug;
    }
  }
  const long long there = id_of(member(row, "site"));
  return there != 0 && there == prerequisite("site", site) ? same_name : none;
}

// As likeness(), by what the row stands under as well.
int Reading::fit(const Kind& of, const Resource& wanted, const Json& row) const {
  if (of.name() == "vlan") return fit_vlan(wanted, row);
  // One group of the site's is as good as another.
  if (of.name() == "vlan-group") {
    const bool here = is_at(row, text_of(wanted.fields, "site"));
    return here ? std::max<int>(likeness(of, wanted, row), spelt_otherwise) : none;
  }
  int like = likeness(of, wanted, row);
  for (const Field& field : of.fields) {
    if (like == none || !field.identity) continue;
    const long long under = prerequisite(field.to, text_of(wanted.fields, field.name));
    if (field.form == Form::reference && under != id_of(member(row, field.in_netbox())))
      return none;
    if (field.form != Form::scope) continue;
    // One at the site, then one that is at no site.
    const bool placed = text(row, "scope_type") == kind(field.to).model;
    const bool here = is_at(row, text_of(wanted.fields, field.name));
    like = here ? same_slug : placed ? none : same_name;
  }
  return like;
}

void Reading::match_prerequisites(const Kind& of, const std::vector<Json>& rows, int least) {
  for (const Resource& wanted : desired_) {
    if (wanted.kind != of.name() || prerequisites_.contains(wanted.key)) continue;
    const Json* best = nullptr;
    int most = least - 1;
    for (const Json& row : rows) {
      const int like = fit(of, wanted, row);
      if (like > most) best = &row, most = like;
    }
    if (best) prerequisites_[wanted.key] = id_of(*best);
  }
}

bool Reading::lacks(const Kind& of) const {
  return std::any_of(desired_.begin(), desired_.end(), [&](const Resource& wanted) {
    return wanted.kind == of.name() && !prerequisites_.contains(wanted.key);
  });
}

void Reading::find_vrfs() {
  vrfs_ = Vrfs(named_vrfs(desired_), client_, stop_);
  for (const auto& [word, id] : vrfs_.ids()) {
    Resource there;
    there.kind = "vrf";
    there.key = Key("vrf", word);
    there.label = word;
    there.native = std::to_string(id);
    prerequisites_[there.key] = id;
    rows_.aliases.put("vrf", id, word);
    snapshot_.resources.push_back(std::move(there));
  }
}

Listing Reading::list_of(const Kind& of) const {
  Listing listed = listing(of);
  if (of.name() == "prefix") listed.filter = vrfs_.filter();
  return listed;
}

void Reading::find_prerequisites() {
  // What is at a site is never known by what mentions it, and mentions others itself.
  for (const Kind& each : kinds()) {
    if (each.level == Level::prerequisite && each.field(Form::scope) && lacks(each))
      lists_[std::string(each.name())] = client_.list(list_of(each), stop_);
  }
  for (const Kind& each : kinds()) {
    if (each.level != Level::prerequisite) continue;
    if (each.field(Form::scope)) {
      match_prerequisites(each, lists_[std::string(each.name())], spelt_otherwise);
      continue;
    }
    // One that is spelt otherwise is it only where none of the whole list is spelt so.
    if (lacks(each)) match_prerequisites(each, mentioned(each.name()), same_name);
    if (lacks(each)) match_prerequisites(each, client_.list(list_of(each), stop_), spelt_otherwise);
  }
  for (const Resource& wanted : desired_) {
    const auto found = prerequisites_.find(wanted.key);
    if (!wanted.ensure || found == prerequisites_.end() || found->second == 0) continue;
    Resource there = wanted;
    there.ensure = false;
    there.native = std::to_string(found->second);
    rows_.aliases.put(wanted.kind, found->second, word_of(wanted));
    if (kind(wanted.kind).grows) there.fields["object_types"] = TextList(covered_);
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
  for (const Json& row : client_.list(listing(kind("tenant")), stop_))
    wanted.erase(text(row, "slug"));
  if (wanted.empty()) return;
  const auto& [slug, first] = *wanted.begin();
  throw Error("tenant \"" + slug + "\" does not exist in NetBox")
      .at(first->places.at("tenant"))
      .because("muster creates no tenants")
      .mend("create it in NetBox, or take it out of the classification");
}

// The locations and racks that hosts are said to be in, each at the site of its host.
void Reading::find_placed() {
  std::map<std::string_view, std::vector<Json>> rows;
  for (const Resource& wanted : desired_) {
    for (const Field& field : kind(wanted.kind).fields) {
      if (field.form != Form::placed || text_of(wanted.fields, field.name).empty()) continue;
      auto& list = rows[field.to];
      if (list.empty()) list = client_.list(listing(kind(field.to)), stop_);
      take_placed(kind(field.to), wanted, list);
    }
  }
}

void Reading::take_placed(const Kind& of, const Resource& wanted, const std::vector<Json>& rows) {
  const std::string& word = text_of(wanted.fields, of.name());
  const std::string& in = text_of(wanted.fields, "location");
  std::vector<long long> found;
  for (const Json& row : rows) {
    const bool here = id_of(member(row, "site")) == prerequisite("site", wanted.site) &&
                      text(row, of.named_by) == word;
    const bool inside = of.field("location") == nullptr || in.empty() ||
                        text(member(row, "location"), "slug") == in;
    if (here && inside) found.push_back(id_of(row));
  }
  const std::string what = std::string(of.name()) + " \"" + word + "\"";
  const Where& where = wanted.places.at(std::string(of.name()));
  if (found.empty()) {
    throw Error("NetBox has no " + what + " at site " + wanted.site)
        .at(where)
        .because("muster creates no " + std::string(of.traits.nouns))
        .mend("create it in NetBox, or write the " +
              std::string(of.named_by == "slug" ? "slug" : "name") + " that it has there");
  }
  if (found.size() > 1) {
    throw Error("NetBox has " + std::to_string(found.size()) + " times " + what + " at site " +
                wanted.site)
        .at(where)
        .mend("write its location under overrides, too");
  }
  Resource there;
  there.kind = of.name();
  there.key = Key(of.name(), wanted.host);
  there.label = word;
  there.native = std::to_string(found.front());
  snapshot_.resources.push_back(std::move(there));
}

}  // namespace muster::netbox
