#include "target/netbox/write/body.h"

#include <algorithm>

#include "core/text.h"
#include "plan/plan_json.h"
#include "target/netbox/kinds.h"

namespace muster::netbox {
namespace {

constexpr size_t message_limit = 200;  // NetBox's changelog_message

// Kinds whose objects can carry tags.
bool taggable(std::string_view kind) { return kind != "tag" && kind != "custom-field"; }

}  // namespace

Bodies::Bodies(const Ids& ids, const Notes& notes, Version version, const std::string& message)
    : ids_(ids),
      notes_(notes),
      version_(std::move(version)),
      message_(clean(message, message_limit)) {}

long long Bodies::id(const Key& key) const {
  const auto found = ids_.find(key);
  if (found == ids_.end()) throw Error("needs " + key.text() + ", which is not in NetBox");
  return found->second;
}

Json Bodies::start() const {
  Json body = Json::object();
  if (version_.at_least(4, 4) && !message_.empty()) body["changelog_message"] = message_;
  return body;
}

Json Bodies::reference(std::string_view kind, const Value& word) const {
  const auto* text = std::get_if<std::string>(&word);
  return text ? Json(id(Key(kind, *text))) : Json();
}

void Bodies::put_tag(Json& body, const Operation& operation) const {
  const Json ours = Json::array({{{"slug", tag_slug}}});
  if (operation.native.empty()) {
    body["tags"] = ours;
  } else if (version_.at_least(4, 6)) {
    body["add_tags"] = ours;
  } else {  // the list replaces what is there
    const auto others = notes_.tags.find(operation.kind + ":" + operation.native);
    Json tags = others == notes_.tags.end() ? Json::array() : Json(others->second);
    tags.push_back(id(Key("tag", tag_slug)));
    body["tags"] = std::move(tags);
  }
}

void Bodies::put_interface(Json& body, const Operation& operation, const Value& value) const {
  const Key on = is_null(value) ? Key() : operation.owner;
  body["assigned_object_type"] = on.empty() ? Json() : Json(kind(on.kind()).model);
  body["assigned_object_id"] = on.empty() ? Json() : Json(id(on));
}

void Bodies::put(Json& body, const Operation& operation, const std::string& field,
                 const Value& value) const {
  if (field == "muster_id") {
    body["custom_fields"] = {{id_field, to_json(value)}};
  } else if (field == "tag") {
    put_tag(body, operation);
  } else if (field == "interface") {
    put_interface(body, operation, value);
  } else if (field == "role") {
    body[field] = reference("device-role", value);
  } else if (field == "device_type") {
    body[field] = reference("device-type", value);
  } else if (field == "platform" || field == "manufacturer") {
    body[field] = reference(field, value);
  } else if (field == "tenant") {
    body[field] = is_null(value) ? Json() : Json{{"slug", text_of(value)}};
  } else if (field == "site" && operation.kind == "cluster") {
    body["scope_type"] = "dcim.site";
    body["scope_id"] = reference("site", value);
  } else if (field == "site") {
    body[field] = reference("site", value);
  } else if (field == "type" && operation.kind == "cluster") {
    body[field] = reference("cluster-type", value);
  } else if (field == "cluster") {
    const Value& site =
        value_of(operation.after.contains("site") ? operation.after : operation.before, "site");
    body[field] =
        is_null(value) ? Json() : Json(id(Key("cluster", text_of(site) + "/" + text_of(value))));
  } else if (field == "primary_mac") {
    const std::string rest(operation.key.rest());
    body["primary_mac_address"] =
        is_null(value) ? Json() : Json(id(Key("mac", rest + "/" + text_of(value))));
  } else if (field == "primary_ip4" || field == "primary_ip6") {
    body[field] = reference("ip", value);
  } else {
    const bool empty = is_null(value) && (field == "serial" || field == "dns_name");
    body[field] = empty ? Json("") : to_json(value);
  }
}

Json Bodies::create(const Operation& operation) const {
  Json body = start();
  for (const auto& [field, value] : operation.after) put(body, operation, field, value);
  if (operation.kind == "interface") {
    body["device"] = id(operation.owner);
    body["type"] = "other";
  } else if (operation.kind == "vm-interface") {
    body["virtual_machine"] = id(operation.owner);
  } else if (operation.host.empty() && taggable(operation.kind)) {
    body["tags"] = Json::array({{{"slug", tag_slug}}});
  }
  return body;
}

Json Bodies::patch(const Operation& operation, const Fields& values, long long id) const {
  Json body = start();
  body["id"] = id;
  for (const auto& [field, value] : values) put(body, operation, field, value);
  return body;
}

Json Bodies::change(const Operation& operation) const {
  Fields values;
  for (const FieldChange& change : operation.changes) values[change.field] = change.after;
  return patch(operation, values, parse_int(operation.native).value_or(0));
}

Json Bodies::remove(long long id) const {
  Json body = start();
  body["id"] = id;
  return body;
}

}  // namespace muster::netbox
