#include "target/netbox/read/rows.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/prerequisites.h"
#include "target/netbox/read/time_text.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// What others call the object by, of the row that is nested where it is referred to.
std::string word_in(const Kind& kind, const Json& row) {
  std::string word;
  for (const Field& field : kind.fields) {
    if (field.form != Form::reference || !field.identity) continue;
    word += word_in(muster::netbox::kind(field.to), member(row, field.in_netbox())) + "/";
  }
  return word + text(row, kind.named_by);
}

// The mode, then the numbers.
Value vlans_in(const Json& row) {
  const std::string mode = choice(row, "mode");
  if (mode.empty()) return {};
  std::set<int64_t> numbers;
  const auto put = [&](const Json& vlan) {
    const Value vid = number(vlan, "vid");
    if (const auto* known = std::get_if<int64_t>(&vid)) numbers.insert(*known);
  };
  put(member(row, "untagged_vlan"));
  for (const Json& vlan : member(row, "tagged_vlans")) put(vlan);
  std::vector<std::string> words{mode};
  for (const int64_t vid : numbers) words.push_back(std::to_string(vid));
  return TextList(words);
}

std::string canonical_address(const std::string& address) {
  const auto cidr = parse_cidr(address);
  return cidr ? render(*cidr) : address;
}

}  // namespace

std::array<std::string, 2> tag_words(const Json& tag) {
  return {text(tag, "slug"), slug_of(text(tag, "name"))};
}

void Aliases::put(std::string_view kind, long long id, const std::string& word) {
  words_.emplace(std::pair(std::string(kind), id), word);
}

Value Aliases::word(std::string_view kind, const Json& row, std::string_view name,
                    const std::string& wanted) const {
  const Json& to = member(row, name);
  if (!to.is_object()) return {};
  const auto [first, last] = words_.equal_range({std::string(kind), id_of(to)});
  if (first == last) return word_in(muster::netbox::kind(kind), to);
  const auto found =
      std::find_if(first, last, [&](const auto& one) { return one.second == wanted; });
  return found == last ? first->second : found->second;
}

Rows::Rows(std::span<const Resource> wanted) : desired(wanted, key_word) {
  for (const Resource& resource : wanted) desired.put(resource);
}

bool Aliases::knows(std::string_view kind, long long id) const {
  return words_.contains({std::string(kind), id});
}

std::string Rows::vrf(const Json& row) const {
  return text_of(aliases.word("vrf", row, "vrf", ""));
}

bool Rows::in_named_vrf(const Json& row) const {
  const long long id = id_of(member(row, "vrf"));
  return id == 0 || aliases.knows("vrf", id);
}

const Place* Rows::place_at(std::string_view model, const Json& id) const {
  const auto places = places_.find(model);
  if (places == places_.end() || !id.is_number_integer()) return nullptr;
  const auto place = places->second.find(id.get<long long>());
  return place == places->second.end() ? nullptr : &place->second;
}

const Place* Rows::place_of(const Json& end) const {
  return place_at(text(end, "object_type"), member(end, "object_id"));
}

Value Rows::end(const Json& row, std::string_view side) const {
  const Json& ends = member(row, side);
  if (!ends.is_array() || ends.empty()) return {};
  if (const Place* place = place_of(ends.front())) return place->path;
  const Json& port = member(ends.front(), "object");
  return text(member(port, "device"), "name") + "/" + text(port, "name") + " (not muster's)";
}

// As desired calls the device.
Value Rows::node(const Json& device) const {
  const Owner* owner = owner_with(port_kind("device"), id_of(device));
  return text_or_null(owner ? owner->name : Text(text(device, "name")));
}

Value Rows::value(const Field& field, const Json& row, const Resource* wanted) const {
  const std::string_view name = field.in_netbox();
  switch (field.form) {
    case Form::text:
    case Form::blank:
      return optional_text(row, name);
    case Form::choice:
      return text_or_null(choice(row, name));
    case Form::number:
      return number(row, name);
    case Form::flag:
      return flag(row, name);
    case Form::texts:
      return TextList(texts(row, name));
    case Form::address:
      return text_or_null(canonical_address(text(row, name)));
    case Form::mac:
      return text_or_null(upper(text(row, name)));
    case Form::sibling:
      return text_or_null(text(member(row, name), "name"));
    case Form::node:
      return node(member(row, name));
    case Form::reference:
    case Form::given:
    case Form::placed:
      return aliases.word(field.to, row, name, wanted ? text_of(wanted->fields, field.name) : "");
    case Form::end:
      return end(row, name);
    case Form::vlans:
      return vlans_in(row);
    case Form::mark:
      return text_or_null(muster_id(row));
    case Form::tag:
      return text_or_null(has_tag(row) ? tag_slug : "");
    default:
      return {};  // said by what the resource is on, or not read
  }
}

Resource Rows::start(std::string_view kind, const Json& row, const Resource* wanted) const {
  Resource resource;
  resource.kind = kind;
  resource.host = muster_id(row);
  resource.owned = !resource.host.empty();
  resource.native = std::to_string(id_of(row));
  resource.key = Key(kind, "#" + resource.native);
  resource.changed = parse_time(text(row, "last_updated"));
  for (const Field& field : muster::netbox::kind(kind).fields) {
    if (field.form == Form::owner) continue;
    if (Value said = value(field, row, wanted); !is_null(said))
      resource.fields[field.name] = std::move(said);
  }
  return resource;
}

void keep_spelling(Resource& owner, const Resource& wanted) {
  if (!wanted.adopt) return;
  const std::string& name = text_of(wanted.fields, "name");
  const std::string there = lower(text_of(owner.fields, "name"));
  const auto& aliases = wanted.aliases;
  const bool same =
      there == lower(name) || std::find(aliases.begin(), aliases.end(), there) != aliases.end();
  if (same) owner.fields["name"] = name;
}

Resource Rows::owner(std::string_view kind, const Json& row) const {
  const Key ours(muster::netbox::kind(kind).key_word(), muster_id(row));
  const Resource* wanted = desired.find(ours.text());
  Resource resource = start(kind, row, wanted);
  resource.label = text(row, "name");
  for (const Json& tag : member(row, "tags")) {
    for (const std::string& word : tag_words(tag))
      if (word != tag_slug) resource.fields[std::string(tag_prefix) + word] = word;
  }
  resource.site = text_of(resource.fields, "site");
  if (wanted) keep_spelling(resource, *wanted);
  resource.natural = natural_of(resource);
  if (resource.owned) resource.key = ours;
  return resource;
}

void Rows::put_owner(const Resource& owner, const Json& row, const Key& key) {
  const Resource* found = desired.find(key.text());
  const Resource& named = found ? *found : owner;
  owners_[port_kind(owner.kind).name()].emplace(
      id_of(row), Owner{key, owner.site, text_of(named.fields, "name"), interface_path(named, "")});
}

bool Rows::any_owner(const Kind& port) const { return owners_.contains(port.name()); }

const Rows::Owner* Rows::owner_with(const Kind& port, long long id) const {
  const auto owners = owners_.find(port.name());
  if (owners == owners_.end()) return nullptr;
  const auto owner = owners->second.find(id);
  return owner == owners->second.end() ? nullptr : &owner->second;
}

const Rows::Owner* Rows::owner_at(const Kind& port, const Json& row) const {
  return owner_with(port, id_of(member(row, port.field(Form::owner)->in_netbox())));
}

const Key* Rows::owner_of(const Kind& port, const Json& row) const {
  const Owner* owner = owner_at(port, row);
  return owner ? &owner->key : nullptr;
}

Resource Rows::interface(const Kind& port, const Json& row, const Resource* wanted) {
  const std::string name = text(row, "name");
  const Json& on = member(row, port.field(Form::owner)->in_netbox());
  Resource resource = start(port.name(), row);
  resource.label = text(on, "name") + "/" + name;
  const Owner* owner = owner_at(port, row);
  if (!owner) {  // on a device that is not ours: nobody can own it for us
    resource.owned = false;
    return resource;
  }
  const Key& on_key = owner->key;
  const std::string called = wanted ? text_of(wanted->fields, "name").str() : name;
  const Key key = wanted ? wanted->key : Key(port.name(), std::string(on_key.rest()) + "/" + name);
  resource.owner = resource.parent = on_key;
  // One that keeps its name sits on the one that desired has for it.
  const bool settled = wanted && (!resource.owned || wanted->yields.contains("name"));
  resource.natural = settled ? wanted->natural : Text(natural_of(resource));
  resource.site = owner->site;
  if (resource.owned) resource.key = wanted ? key : Key(port.name(), resource.host + "/" + name);
  std::string path = owner->path + called;
  // One that nobody wants any more may be called as another one that is.
  if (!desired.contains(on_key.text())) path += " (host " + std::string(on_key.rest()) + ")";
  places_[port.model].emplace(id_of(row), Place{key, path, on_key, resource.site});
  return resource;
}

const Place* Rows::attach(Resource& resource, const Json& row) const {
  const std::string model = text(row, "assigned_object_type");
  const Json& id = member(row, "assigned_object_id");
  if (model.empty() || !id.is_number_integer()) return nullptr;
  const Place* place = place_at(model, id);
  if (!place) {
    const Json& on = member(row, "assigned_object");
    const Json& owner = member(on, on.contains("device") ? "device" : "virtual_machine");
    resource.fields["interface"] = text(owner, "name") + "/" + text(on, "name") + " (not muster's)";
    return nullptr;
  }
  resource.fields["interface"] = place->path;
  resource.owner = place->key;
  resource.parent = place->owner;
  resource.site = place->site;
  return place;
}

Resource Rows::mac(const Json& row) const {
  Resource resource = start("mac-address", row);
  const std::string address = text_of(resource.fields, "mac_address");
  resource.label = address;
  const Place* place = attach(resource, row);
  resource.natural = natural_of(resource);
  if (place && resource.owned)
    resource.key = Key("mac", std::string(place->key.rest()) + "/" + address);
  return resource;
}

Resource Rows::ip(const Json& row) const {
  Resource resource = start("ip-address", row);
  resource.label = text_of(resource.fields, "address");
  attach(resource, row);
  // What others have in a VRF that nobody named is no business of muster's.
  if (resource.owned || in_named_vrf(row)) resource.natural = natural_of(resource);
  if (resource.owned) {
    resource.key =
        Key("ip", address_name(without_mask(resource.label), text_of(resource.fields, "vrf")));
  }
  return resource;
}

Resource Rows::cable(const Json& row) const {
  Resource resource = start("cable", row);
  resource.label =
      text_of(resource.fields, "port") + " to " + text_of(resource.fields, "switch_port");
  if (resource.owned) resource.key = Key("cable", resource.host);
  const Json& ends = member(row, "a_terminations");
  if (const Place* place = ends.empty() ? nullptr : place_of(ends.front())) {
    resource.owner = place->key;
    resource.site = place->site;
    if (resource.owned && place->key.rest().starts_with(resource.host + "/"))
      resource.key = Key("cable", place->key.rest());
  }
  return resource;
}

}  // namespace muster::netbox
