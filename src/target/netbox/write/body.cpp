#include "target/netbox/write/body.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "plan/plan_json.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

constexpr size_t message_limit = 200;  // NetBox's changelog_message

// Prerequisites that can carry tags: those that are no tool of NetBox's own.
bool taggable(const Kind& kind) {
  return kind.level == Level::prerequisite && !kind.model.starts_with("extras.");
}

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

// The key of what `word` names: where a kind is called by its name, that is unique at a site only.
Json Bodies::reference(const Operation& operation, const Field& field, const Value& word) const {
  const auto* text = std::get_if<Text>(&word);
  if (!text) return {};
  const Kind& to = kind(field.to);
  std::string rest = text->str();
  if (const Field* place = to.field(Form::scope)) {
    const bool now = operation.after.contains(place->name);
    const Fields& fields = now ? operation.after : operation.before;
    rest = text_of(fields, place->name) + "/" + rest;
  } else if (field.form == Form::mac_of) {
    rest = std::string(operation.key.rest()) + "/" + rest;
  }
  // A primary address is told without its VRF.
  for (const Key& need : operation.needs) {
    if (need.kind() == to.key_word() && need.rest().starts_with(rest + "%")) return id(need);
  }
  return id(Key(to.key_word(), rest));
}

Json Bodies::tag_reference(const Operation& operation, const std::string& slug) const {
  if (const auto known = ids_.find(Key("tag", slug)); known != ids_.end()) return known->second;
  const auto there = notes_.tags.find(operation.kind + ":" + operation.native);
  if (there != notes_.tags.end()) {
    if (const auto tag = there->second.find(slug); tag != there->second.end()) return tag->second;
  }
  return {{"slug", slug}};
}

// One tag, put to those the body has already. `word`: null takes it off.
void Bodies::put_tag(Json& body, const Operation& operation, const std::string& slug,
                     const Value& word) const {
  const Json tag = tag_reference(operation, slug);
  if (operation.native.empty()) {
    body["tags"].push_back(tag);
  } else if (version_.at_least(4, 6)) {
    body[is_null(word) ? "remove_tags" : "add_tags"].push_back(tag);
  } else {  // the list replaces what is there
    Json& list = body["tags"];
    if (list.is_null()) list = tags_there(operation);
    const auto at = std::find(list.begin(), list.end(), tag);
    if (at == list.end() && !is_null(word)) list.push_back(tag);
    if (at != list.end() && is_null(word)) list.erase(at);
  }
}

Json Bodies::tags_there(const Operation& operation) const {
  const auto there = notes_.tags.find(operation.kind + ":" + operation.native);
  if (there == notes_.tags.end()) return Json::array({tag_reference(operation, tag_slug)});
  std::set<long long> ids;
  for (const auto& [slug, tag] : there->second) ids.insert(tag);
  return ids;
}

// A cable is on the host's interface, and goes to the other one that it needs.
Json Bodies::end(const Operation& operation, const Field& field) const {
  Key port = operation.owner;
  for (const Key& need : operation.needs) {
    const bool other = need != operation.owner && kind_of_key(need.kind()).level == Level::port;
    if (!field.identity && other) port = need;
  }
  return Json::array({{{"object_type", kind(port.kind()).model}, {"object_id", id(port)}}});
}

// What a field that is set refers to.
Json Bodies::referred(const Operation& operation, const Field& field, const Value& value) const {
  switch (field.form) {
    case Form::placed:
      return id(Key(field.to, operation.host));
    case Form::sibling:
      return id(beside(operation, text_of(value)));
    case Form::node:
      return id(needed(operation, field.to));
    case Form::given:
      return {{"slug", text_of(value)}};
    default:
      return reference(operation, field, value);
  }
}

// What the operation needs of a kind.
Key Bodies::needed(const Operation& operation, std::string_view of) {
  const auto found = std::find_if(operation.needs.begin(), operation.needs.end(),
                                  [&](const Key& need) { return need.kind() == of; });
  return found == operation.needs.end() ? Key() : *found;
}

// The interface of that name on the same owner.
Key Bodies::beside(const Operation& operation, const std::string& name) {
  return {operation.key.kind(), std::string(operation.owner.rest()) + "/" + name};
}

// All three at once: NetBox refuses VLANs that do not go with the mode.
void Bodies::put_vlans(Json& body, const Operation& operation, const Value& value) const {
  body["mode"] = body["untagged_vlan"] = nullptr;
  body["tagged_vlans"] = Json::array();
  const auto* words = std::get_if<TextList>(&value);
  if (!words || words->empty()) return;
  body["mode"] = words->front();
  for (size_t i = 1; i < words->size(); ++i) {
    const Json vlan = id(Key("vlan", operation.site + "/" + (*words)[i]));
    words->front() == access_mode ? body["untagged_vlan"] = vlan
                                  : body["tagged_vlans"].emplace_back(vlan);
  }
}

void Bodies::put_interface(Json& body, const Operation& operation, const Value& value) const {
  const Key on = is_null(value) ? Key() : operation.owner;
  body["assigned_object_type"] = on.empty() ? Json() : Json(kind(on.kind()).model);
  body["assigned_object_id"] = on.empty() ? Json() : Json(id(on));
}

void Bodies::put(Json& body, const Operation& operation, const Field& field,
                 const std::string& field_name, const Value& value) const {
  const std::string name(field.in_netbox());
  switch (field.form) {
    case Form::mark:
      body[name] = {{id_field, to_json(value)}};
      break;
    case Form::tag:
      put_tag(body, operation,
              field_name.starts_with(tag_prefix) ? field_name.substr(tag_prefix.size()) : tag_slug,
              value);
      break;
    case Form::interface:
      put_interface(body, operation, value);
      break;
    case Form::scope:
      body["scope_type"] = kind(field.to).model;
      body[name] = reference(operation, field, value);
      break;
    case Form::end:
      body[name] = end(operation, field);
      break;
    case Form::vlans:
      put_vlans(body, operation, value);
      break;
    case Form::placed:
    case Form::sibling:
    case Form::node:
    case Form::given:
    case Form::reference:
    case Form::mac_of:
      body[name] = is_null(value) ? Json() : referred(operation, field, value);
      break;
    case Form::blank:
      body[name] = text_of(value);
      break;
    default:
      body[name] = to_json(value);
  }
}

void Bodies::put_all(Json& body, const Operation& operation, const Fields& values) const {
  const Kind& row = kind(operation.kind);
  for (const auto& [name, value] : values) {
    const Field* field = row.field(name);
    if (!field) throw Error("NetBox has no field \"" + name + "\" of a " + operation.kind);
    put(body, operation, *field, name, value);
  }
}

Json Bodies::create(const Operation& operation) const {
  const Kind& row = kind(operation.kind);
  Json body = start();
  put_all(body, operation, operation.after);
  if (const Field* on = row.field(Form::owner)) body[on->in_netbox()] = id(operation.owner);
  if (taggable(row)) body["tags"] = Json::array({{{"slug", tag_slug}}});
  return body;
}

Json Bodies::patch(const Operation& operation, const Fields& values, long long id) const {
  Json body = start();
  body["id"] = id;
  put_all(body, operation, values);
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
