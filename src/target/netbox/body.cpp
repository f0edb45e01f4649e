#include "target/netbox/body.h"

#include <algorithm>

#include "core/text.h"
#include "target/netbox/kinds.h"

namespace muster::netbox {
namespace {

constexpr size_t message_limit = 200;  // NetBox's changelog_message

const std::string* first_with(const Operation& operation,
                              std::initializer_list<std::string_view> prefixes) {
  for (const std::string& need : operation.needs) {
    for (const std::string_view prefix : prefixes) {
      if (need.starts_with(prefix)) return &need;
    }
  }
  return nullptr;
}

const Json& field_of(const Operation& operation, const std::string& name) {
  static const Json nothing;
  for (const Fields* fields : {&operation.after, &operation.before}) {
    if (const auto found = fields->find(name); found != fields->end()) return found->second;
  }
  return nothing;
}

// Kinds whose objects can carry tags.
bool taggable(std::string_view kind) { return kind != "tag" && kind != "custom-field"; }

}  // namespace

std::string interface_of(const Operation& operation) {
  const std::string* need = first_with(operation, {"interface:", "vm-interface:"});
  return need ? *need : "";
}

std::string owner_of(const Operation& operation) {
  const std::string* need = first_with(operation, {"device:", "vm:"});
  return need ? *need : "";
}

Bodies::Bodies(const Ids& ids, Version version, std::string message)
    : ids_(ids), version_(std::move(version)), message_(clean(message, message_limit)) {}

long long Bodies::id(const std::string& key) const {
  const auto found = ids_.find(key);
  if (found == ids_.end()) throw Error("needs " + key + ", which is not in NetBox");
  return found->second;
}

Json Bodies::start() const {
  Json body = Json::object();
  if (version_.at_least(4, 4) && !message_.empty()) body["changelog_message"] = message_;
  return body;
}

Json Bodies::reference(std::string_view kind, const Json& word) const {
  if (!word.is_string()) return nullptr;
  return id(key(kind, word.get<std::string>()));
}

void Bodies::put_tag(Json& body, const Operation& operation) const {
  const Json ours = Json::array({{{"slug", tag_slug}}});
  if (operation.native.empty()) {
    body["tags"] = ours;
  } else if (version_.at_least(4, 6)) {
    body["add_tags"] = ours;
  } else {  // the list replaces what is there
    Json tags =
        member(operation.extra, "tags").is_array() ? operation.extra["tags"] : Json::array();
    tags.push_back(id(key("tag", tag_slug)));
    body["tags"] = std::move(tags);
  }
}

void Bodies::put_interface(Json& body, const Operation& operation, const Json& value) const {
  const std::string on = value.is_null() ? "" : interface_of(operation);
  body["assigned_object_type"] = on.empty() ? Json() : Json(kind(on.substr(0, on.find(':'))).model);
  body["assigned_object_id"] = on.empty() ? Json() : Json(id(on));
}

void Bodies::put(Json& body, const Operation& operation, const std::string& field,
                 const Json& value) const {
  if (field == "muster_id") {
    body["custom_fields"] = {{id_field, value}};
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
    body[field] = value.is_null() ? Json() : Json{{"slug", value}};
  } else if (field == "site" && operation.kind == "cluster") {
    body["scope_type"] = "dcim.site";
    body["scope_id"] = reference("site", value);
  } else if (field == "site") {
    body[field] = reference("site", value);
  } else if (field == "type" && operation.kind == "cluster") {
    body[field] = reference("cluster-type", value);
  } else if (field == "cluster") {
    const Json& site = field_of(operation, "site");
    const std::string at = site.is_string() ? site.get<std::string>() : "";
    body[field] =
        value.is_null() ? Json() : Json(id(key("cluster", at + "/" + value.get<std::string>())));
  } else if (field == "primary_mac") {
    const std::string rest = operation.key.substr(operation.key.find(':') + 1);
    body["primary_mac_address"] =
        value.is_null() ? Json() : Json(id(key("mac", rest + "/" + value.get<std::string>())));
  } else if (field == "primary_ip4" || field == "primary_ip6") {
    body[field] = value.is_null() ? Json() : reference("ip", value);
  } else {
    body[field] = value.is_null() && (field == "serial" || field == "dns_name") ? Json("") : value;
  }
}

Json Bodies::create(const Operation& operation) const {
  Json body = start();
  for (const auto& [field, value] : operation.after) put(body, operation, field, value);
  if (operation.kind == "interface") {
    body["device"] = id(owner_of(operation));
    body["type"] = "other";
  } else if (operation.kind == "vm-interface") {
    body["virtual_machine"] = id(owner_of(operation));
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
