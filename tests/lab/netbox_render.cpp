#include "netbox_render.h"

#include "netbox_net.h"
#include "netbox_write.h"

namespace muster::lab::netbox {
namespace {

std::string quoted(const std::string& text) { return Json(text).dump(); }

void add(std::string& out, const std::string& name, const std::string& value) {
  if (out.back() != '{') out += ',';
  out += '"' + name + "\":" + value;
}

void append(std::string& list, const std::string& item) {
  if (!list.empty()) list += ',';
  list += item;
}

}  // namespace

std::string display(const Spec& spec, const Store& store, const Type& type, const Row& row) {
  const auto text = [&](const char* field) {
    const Json& value = row.values[type.at(field)];
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  if (type.name == "dcim.device") {
    const std::string asset = text("asset_tag");
    if (!text("name").empty()) return text("name") + (asset.empty() ? "" : " (" + asset + ")");
    const Type& types = *spec.by_name("dcim.devicetype");
    const Row& model = *store.find(types, row.values[type.at("device_type")].get<Id>());
    const Type& makers = *spec.by_name("dcim.manufacturer");
    const Row& maker = *store.find(makers, model.values[types.at("manufacturer")].get<Id>());
    return maker.values[0].get<std::string>() + ' ' +
           model.values[types.at("model")].get<std::string>() + " (" + std::to_string(row.id) + ')';
  }
  if (type.name == "ipam.vlan")
    return text("name") + " (" + row.values[type.at("vid")].dump() + ')';
  if (type.name == "ipam.vrf")
    return text("name") + (text("rd").empty() ? "" : " (" + text("rd") + ")");
  if (type.name == "extras.customfield" && !text("label").empty()) return text("label");
  if (type.name == "dcim.cable")
    return text("label").empty() ? '#' + std::to_string(row.id) : text("label");
  for (const char* field :
       {"name", "model", "address", "prefix", "mac_address", "object_repr", "object_type"}) {
    if (type.find(field) && type.find(field)->stored()) return text(field);
  }
  return type.verbose + ' ' + std::to_string(row.id);
}

void Renderer::identity(std::string& out, const Type& type, const Row& row,
                        const Shape& shape) const {
  const std::string id = std::to_string(row.id);
  if (shape.wants("id")) add(out, "id", id);
  if (shape.wants("url")) add(out, "url", quoted(base_ + "/api/" + type.path + '/' + id + '/'));
  const bool linked = type.name != "extras.taggeditem" && !shape.brief;
  if (linked && shape.wants("display_url"))
    add(out, "display_url", quoted(base_ + '/' + type.path + '/' + id + '/'));
  if (shape.wants("display")) add(out, "display", quoted(display(spec_, store_, type, row)));
}

void Renderer::object(std::string& out, const Type& type, const Row& row,
                      const Shape& shape) const {
  std::string text = "{";
  identity(text, type, row, shape);
  for (size_t i = 0; i < type.fields.size(); ++i) {
    if (shape.brief ? type.fields[i].brief : shape.wants(type.fields[i].name))
      field(text, type, row, i);
  }
  const bool logged = type.name != "extras.taggeditem" && type.name != "core.objectchange";
  if (!shape.brief && type.tags && shape.wants("tags")) add(text, "tags", tags(row));
  if (!shape.brief && type.custom_fields && shape.wants("custom_fields"))
    add(text, "custom_fields", custom_fields(type, row));
  if (!shape.brief && logged && shape.wants("created")) add(text, "created", quoted(row.created));
  if (!shape.brief && logged && shape.wants("last_updated"))
    add(text, "last_updated", quoted(row.updated));
  out += text + '}';
}

std::string Renderer::nested(const Type& type, const Row& row) const {
  std::string out;
  object(out, type, row, Shape{true, {}, {}});
  return out;
}

void Renderer::field(std::string& out, const Type& type, const Row& row, size_t index) const {
  const Field& field = type.fields[index];
  const Json& value = row.values[index];
  switch (field.kind) {
    case Kind::constant:
      return add(out, field.name, field.fallback.dump());
    case Kind::computed:
      return add(out, field.name, computed(type, row, field.name));
    case Kind::reference:
      return add(out, field.name, reference(field.target, value));
    case Kind::references: {
      std::string list;
      for (const Json& id : value) {
        if (const std::string one = reference(field.target, id); one != "null") append(list, one);
      }
      return add(out, field.name, '[' + list + ']');
    }
    case Kind::count: {
      const Type& from = *spec_.by_name(field.target);
      return add(
          out, field.name,
          std::to_string(
              store_.having(from, from.at(field.target_field), std::to_string(row.id)).size()));
    }
    case Kind::choice:
      if (value.is_null()) return add(out, field.name, "null");
      return add(out, field.name,
                 Json{{"value", value}, {"label", *field.choices->label(value.get<std::string>())}}
                     .dump());
    case Kind::terminations: {
      std::string ends;
      for (const Json& end : value) {
        append(ends, "{\"object_type\":" + end["object_type"].dump() +
                         ",\"object_id\":" + end["object_id"].dump() +
                         ",\"object\":" + generic(end["object_type"], end["object_id"]) + '}');
      }
      return add(out, field.name, '[' + ends + ']');
    }
    default:
      return add(out, field.name, value.dump());
  }
}

std::string Renderer::reference(const std::string& target, const Json& id) const {
  return id.is_null() ? "null" : generic(target, id);
}

std::string Renderer::generic(const Json& type_name, const Json& id) const {
  if (type_name.is_null() || id.is_null()) return "null";
  const Type* type = spec_.by_name(type_name.get<std::string>());
  const Row* row = type ? store_.find(*type, id.get<Id>()) : nullptr;
  return row ? nested(*type, *row) : "null";
}

std::string Renderer::computed(const Type& type, const Row& row, const std::string& name) const {
  const auto value = [&](const char* field) -> const Json& { return row.values[type.at(field)]; };
  if (name == "family") {
    const bool v6 =
        parse_net(value(type.name == "ipam.prefix" ? "prefix" : "address").get<std::string>())->v6;
    return v6 ? R"({"value":6,"label":"IPv6"})" : R"({"value":4,"label":"IPv4"})";
  }
  if (name == "assigned_object")
    return generic(value("assigned_object_type"), value("assigned_object_id"));
  if (name == "parent") return generic(value("parent_object_type"), value("parent_object_id"));
  if (name == "scope") return generic(value("scope_type"), value("scope_id"));
  if (name == "object") return generic(value("object_type"), value("object_id"));
  if (name == "changed_object")
    return generic(value("changed_object_type"), value("changed_object_id"));
  if (name == "user")
    return R"({"id":1,"url":)" + quoted(base_ + "/api/users/users/1/") +
           R"(,"display":"admin","username":"admin"})";
  if (name == "primary_ip")
    return reference(
        "ipam.ipaddress",
        value(value("primary_ip6").is_null() || !value("primary_ip4").is_null() ? "primary_ip4"
                                                                                : "primary_ip6"));
  if (name == "is_primary") {
    const Type* owner = value("assigned_object_type").is_null()
                            ? nullptr
                            : spec_.by_name(value("assigned_object_type").get<std::string>());
    const Row* other = owner && !value("assigned_object_id").is_null()
                           ? store_.find(*owner, value("assigned_object_id").get<Id>())
                           : nullptr;
    return other && other->values[owner->at("primary_mac_address")] == row.id ? "true" : "false";
  }
  if (name == "data_type") {
    const Json& kind = value("type");
    return kind == "integer"   ? "\"integer\""
           : kind == "decimal" ? "\"decimal\""
           : kind == "boolean" ? "\"boolean\""
           : kind == "json"    ? "\"object\""
                               : "\"string\"";
  }
  if (name == "_depth") return "0";
  if (name == "total_vlan_ids") return "4094";
  if (name == "utilization") return "\"0.0\"";
  return interface_field(type, row, name);
}

std::string Renderer::interface_field(const Type& type, const Row& row,
                                      const std::string& name) const {
  const std::string own = type.name + '/' + std::to_string(row.id);
  const Type& macs = *spec_.by_name("dcim.macaddress");
  if (name == "mac_address") {
    const Json& primary = row.values[type.at("primary_mac_address")];
    return primary.is_null()
               ? "null"
               : store_.find(macs, primary.get<Id>())->values[macs.at("mac_address")].dump();
  }
  if (name == "mac_addresses") {
    std::string list;
    for (const Id id : store_.having(macs, macs.at("assigned_object_id"), own)) {
      append(list, nested(macs, *store_.find(macs, id)));
    }
    return '[' + list + ']';
  }
  if (name == "count_ipaddresses") {
    const Type& addresses = *spec_.by_name("ipam.ipaddress");
    return std::to_string(store_.having(addresses, addresses.at("assigned_object_id"), own).size());
  }
  return cable_field(type, row, name);
}

std::string Renderer::cable_field(const Type& type, const Row& row, const std::string& name) const {
  const Type& cables = *spec_.by_name("dcim.cable");
  const std::string own = type.name + '/' + std::to_string(row.id);
  const bool at_a = !store_.having(cables, cables.at("a_terminations"), own).empty();
  const auto& ids =
      store_.having(cables, cables.at(at_a ? "a_terminations" : "b_terminations"), own);
  const bool none = ids.empty();
  if (name == "_occupied") return none ? "false" : "true";
  if (none)
    return name == "link_peers" ? "[]" : name == "connected_endpoints_reachable" ? "false" : "null";
  const Row& cable = *store_.find(cables, *ids.begin());
  if (name == "cable")
    return R"({"id":)" + std::to_string(cable.id) + R"(,"url":)" +
           quoted(base_ + "/api/dcim/cables/" + std::to_string(cable.id) + '/') + R"(,"display":)" +
           quoted(display(spec_, store_, cables, cable)) + R"(,"label":"","description":""})";
  if (name == "cable_end") return at_a ? "\"A\"" : "\"B\"";
  const Json& far = cable.values[cables.at(at_a ? "b_terminations" : "a_terminations")];
  if (name == "connected_endpoints_reachable") return far.empty() ? "false" : "true";
  if (far.empty()) return name == "link_peers" ? "[]" : "null";
  if (name.ends_with("_type")) return far[0]["object_type"].dump();
  std::string list;
  for (const Json& end : far) {
    const Type& peer_type = *spec_.by_name(end["object_type"].get<std::string>());
    const Row* peer = store_.find(peer_type, end["object_id"].get<Id>());
    if (peer) append(list, nested(peer_type, *peer));
  }
  return '[' + list + ']';
}

std::string Renderer::tags(const Row& row) const {
  const Type& type = *spec_.by_name("extras.tag");
  std::map<std::string, std::string> sorted;
  for (const Id id : row.tags) {
    const Row& tag = *store_.find(type, id);
    std::string text = "{";
    identity(text, type, tag, {});
    for (const char* name : {"name", "slug", "color"}) field(text, type, tag, type.at(name));
    sorted[tag.values[0].get<std::string>()] = text + '}';
  }
  std::string list;
  for (const auto& [name, text] : sorted) append(list, text);
  return '[' + list + ']';
}

std::string Renderer::custom_fields(const Type& type, const Row& row) const {
  const Type& fields = *spec_.by_name("extras.customfield");
  std::string text = "{";
  for (const Row* field : custom_fields_of(spec_, store_, type)) {
    const std::string name = field->values[fields.at("name")].get<std::string>();
    add(text, name, row.custom.contains(name) ? row.custom[name].dump() : "null");
  }
  return text + '}';
}

}  // namespace muster::lab::netbox
