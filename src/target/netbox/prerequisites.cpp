#include "target/netbox/prerequisites.h"

#include "core/text.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

constexpr size_t slug_limit = 100;  // NetBox's SlugField

std::vector<std::string> marked_models(bool cables) {
  std::vector<std::string> models;
  for (const Kind& row : kinds()) {
    if (row.swept() && (cables || row.name() != "cable")) models.emplace_back(row.model);
  }
  return models;
}

std::string rest_of(const Key& key) { return std::string(key.rest()); }

}  // namespace

std::string slug_of(std::string_view name) {
  std::string slug = slugify(name, slug_limit);
  return slug.empty() ? "unknown" : slug;
}

Resource& Prerequisites::want(std::string_view kind, const std::string& rest,
                              const std::string& label) {
  Key key(kind, rest);
  Resource& resource = all_[key];
  if (!resource.key.empty()) return resource;
  resource.kind = kind;
  resource.key = std::move(key);
  resource.label = label;
  resource.natural = std::string(kind) + "/" + rest;
  resource.ensure = true;
  return resource;
}

Key Prerequisites::tag() {
  Resource& tag = want("tag", std::string(tag_slug), std::string(tag_slug));
  tag.fields = {
      {"name", tag_slug}, {"slug", tag_slug}, {"description", "kept by muster from its inventory"}};
  return tag.key;
}

Key Prerequisites::custom_field(bool cables) {
  Resource& field = want("custom-field", std::string(id_field), std::string(id_field));
  field.fields = {{"name", id_field},
                  {"label", "muster id"},
                  {"type", "text"},
                  {"object_types", TextList(marked_models(cables))},
                  {"description", "id of the host file this object comes from"},
                  {"filter_logic", "exact"},
                  {"ui_visible", "if-set"},
                  {"ui_editable", "no"},
                  {"is_cloneable", false}};
  return field.key;
}

Key Prerequisites::slugged(std::string_view kind, const std::string& name, const Whence& where) {
  const std::string slug = slug_of(name);
  Resource& resource = want(kind, slug, name);
  resource.fields = {{"name", clean(name, slug_limit)}, {"slug", slug}};
  if (kind != "tag") resource.needs = {tag()};
  resource.places = {{"slug", where}};
  return resource.key;
}

Key Prerequisites::site(const std::string& slug, const Config& config) {
  const auto found = config.sites.find(slug);
  const bool known = found != config.sites.end();
  Resource& site = want("site", slug, slug);
  site.site = slug;
  site.fields = {{"name", known && !found->second.name.empty() ? found->second.name : slug},
                 {"slug", slug},
                 {"status", "active"}};
  site.needs = {tag()};
  if (known) site.places = {{"slug", found->second.where}};
  return site.key;
}

Key Prerequisites::device_type(const std::string& manufacturer, const std::string& model,
                               const Whence& where) {
  const Key maker = slugged("manufacturer", manufacturer, where);
  const std::string slug = slug_of(model);
  Resource& type = want("device-type", rest_of(maker) + "/" + slug, model);
  type.fields = {{"manufacturer", rest_of(maker)}, {"model", clean(model, 100)}, {"slug", slug}};
  type.needs = {tag(), maker};
  type.places = {{"slug", where}};
  return type.key;
}

Key Prerequisites::cluster(const std::string& name, const Key& site_key, const std::string& type,
                           const Whence& where) {
  const Key type_key = slugged("cluster-type", type, where);
  const std::string site = rest_of(site_key);
  Resource& cluster = want("cluster", site + "/" + name, name);
  cluster.site = site;
  cluster.fields = {
      {"name", name}, {"type", rest_of(type_key)}, {"site", site}, {"status", "active"}};
  cluster.needs = {tag(), type_key, site_key};
  cluster.places = {{"name", where}};
  return cluster.key;
}

Key Prerequisites::vlan(const std::string& site_slug, int vid, const Config& config,
                        const Whence& where) {
  const Key site_key = site(site_slug, config);
  const std::string name = text_of(all_.at(site_key).fields, "name");
  Resource& group = want("vlan-group", site_slug + "/" + site_slug, name);
  group.site = site_slug;
  group.fields = {{"name", name}, {"slug", site_slug}, {"site", site_slug}};
  group.needs = {tag(), site_key};
  const Key group_key = group.key;
  const std::string number = std::to_string(vid);
  Resource& vlan = want("vlan", site_slug + "/" + number, number);
  vlan.site = site_slug;
  vlan.fields = {
      {"vid", int64_t{vid}}, {"name", "VLAN " + number}, {"site", site_slug}, {"group", site_slug}};
  vlan.needs = {tag(), site_key, group_key};
  vlan.places = {{"vid", where}};
  return vlan.key;
}

Resource& Prerequisites::prefix(const std::string& site_slug, const Cidr& network,
                                const Config& config, const Whence& where) {
  const Key site_key = site(site_slug, config);
  Resource& prefix = want("prefix", site_slug + "/" + render(network), render(network));
  prefix.site = site_slug;
  prefix.fields = {{"prefix", render(network)}, {"status", "active"}, {"site", site_slug}};
  prefix.needs = {tag(), site_key};
  prefix.places = {{"prefix", where}};
  return prefix;
}

std::vector<Resource> Prerequisites::take() {
  std::vector<Resource> ordered;
  for (const Kind& row : kinds()) {
    for (auto& [name, resource] : all_) {
      if (resource.kind == row.traits.kind) ordered.push_back(std::move(resource));
    }
  }
  all_.clear();
  return ordered;
}

}  // namespace muster::netbox
