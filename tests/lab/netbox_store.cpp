#include "netbox_store.h"

#include <algorithm>

namespace muster::lab::netbox {
namespace {

const Ids no_object;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string custom_key(const std::string& name, const Json& value) {
  return name + '=' + value.dump();
}

template <class Map, class Key>
void mark(Map& map, const Key& key, Id id, bool present) {
  if (present) {
    map[key].insert(id);
    return;
  }
  const auto found = map.find(key);
  if (found == map.end()) return;
  found->second.erase(id);
  if (found->second.empty()) map.erase(found);
}

}  // namespace

Store::Store(const Spec& spec) : spec_(spec) { clear(); }

void Store::clear() {
  tables_.assign(spec_.types().size(), {});
  for (const Type& type : spec_.types()) {
    table(type).by_field.resize(type.fields.size());
    table(type).unique.resize(type.unique.size());
  }
  journal_.clear();
}

const Row* Store::find(const Type& type, Id id) const {
  const auto found = table(type).rows.find(id);
  return found == table(type).rows.end() ? nullptr : &found->second;
}

Row Store::blank(const Type& type) const {
  Row row;
  for (const Field& field : type.fields) {
    row.values.push_back(field.stored() ? field.fallback : Json());
  }
  return row;
}

// The text an indexed value is found by. Of addresses only the host counts.
std::string Store::key(const Field& field, const Json& value) {
  if (value.is_null()) return "null";
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (field.kind == Kind::address) text.resize(std::min(text.size(), text.find('/')));
  return text;
}

std::string Store::generic_key(const Type& type, size_t id_field, const Row& row) {
  const std::string name = type.fields[id_field].name;
  const Json& of = row.values[type.at(name.substr(0, name.size() - 2) + "type")];
  if (of.is_null() || row.values[id_field].is_null()) return "null";
  return of.get<std::string>() + '/' + row.values[id_field].dump();
}

std::optional<std::string> Store::unique_key(const Type& type, const Unique& unique,
                                             const Row& row) {
  std::string key;
  for (const auto& part : unique.parts) {
    const Json& value = row.values[part.field];
    if (value.is_null() && !part.null_counts) return std::nullopt;
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    key += (part.lower ? lower(text) : text) + '\x1f';
  }
  return type.fields.empty() ? std::nullopt : std::optional(key);
}

void Store::link(const Type& type, const Row& row, bool present) {
  Table& of = table(type);
  for (size_t i = 0; i < type.fields.size(); ++i) {
    const Field& field = type.fields[i];
    if (field.kind == Kind::terminations) {
      for (const Json& end : row.values[i]) {
        mark(of.by_field[i], end["object_type"].get<std::string>() + '/' + end["object_id"].dump(),
             row.id, present);
      }
    }
    if (!field.indexed) continue;
    mark(of.by_field[i],
         field.kind == Kind::generic_id ? generic_key(type, i, row) : key(field, row.values[i]),
         row.id, present);
  }
  for (size_t i = 0; i < type.unique.size(); ++i) {
    const auto key = unique_key(type, type.unique[i], row);
    if (!key) continue;
    if (present)
      of.unique[i][*key] = row.id;
    else if (const auto found = of.unique[i].find(*key);
             found != of.unique[i].end() && found->second == row.id)
      of.unique[i].erase(found);
  }
  for (const Id tag : row.tags) mark(of.by_tag, tag, row.id, present);
  for (const auto& [name, value] : row.custom.items()) {
    mark(of.by_custom, custom_key(name, value), row.id, present);
  }
}

void Store::replace(const Type& type, Id id, const Row* row) {
  auto& rows = table(type).rows;
  const auto found = rows.find(id);
  if (found != rows.end()) {
    link(type, found->second, false);
    rows.erase(found);
  }
  if (row == nullptr) return;
  link(type, *row, true);
  rows.emplace(id, *row);
}

void Store::put(const Type& type, Row row) {
  const Row* before = find(type, row.id);
  journal_.push_back(
      {spec_.index(type), row.id, before ? std::make_shared<Row>(*before) : nullptr});
  replace(type, row.id, &row);
}

void Store::erase(const Type& type, Id id) {
  const Row* before = find(type, id);
  if (before == nullptr) return;
  journal_.push_back({spec_.index(type), id, std::make_shared<Row>(*before)});
  replace(type, id, nullptr);
}

void Store::rollback() {
  for (auto step = journal_.rbegin(); step != journal_.rend(); ++step) {
    replace(spec_.types()[step->type], step->id, step->before.get());
  }
  journal_.clear();
}

const Ids& Store::having(const Type& type, size_t field, const std::string& key) const {
  const Index& index = table(type).by_field[field];
  const auto found = index.find(key);
  return found == index.end() ? no_object : found->second;
}

const Ids& Store::tagged(const Type& type, Id tag) const {
  const auto found = table(type).by_tag.find(tag);
  return found == table(type).by_tag.end() ? no_object : found->second;
}

const Ids& Store::with_custom(const Type& type, const std::string& name, const Json& value) const {
  const auto found = table(type).by_custom.find(custom_key(name, value));
  return found == table(type).by_custom.end() ? no_object : found->second;
}

Id Store::collision(const Type& type, const Unique& unique, const Row& row) const {
  const auto key = unique_key(type, unique, row);
  if (!key) return 0;
  const auto& index = table(type).unique[static_cast<size_t>(&unique - type.unique.data())];
  const auto found = index.find(*key);
  return found == index.end() || found->second == row.id ? 0 : found->second;
}

Json Store::dump() const {
  Json all = Json::object();
  for (const Type& type : spec_.types()) {
    Json rows = Json::array();
    for (const auto& [id, row] : table(type).rows) {
      rows.push_back({id, row.values, row.tags, row.custom, row.created, row.updated});
    }
    all[type.name] = {{"next", table(type).next}, {"rows", std::move(rows)}};
  }
  return all;
}

void Store::load(const Json& dump) {
  clear();
  for (const Type& type : spec_.types()) {
    const auto found = dump.find(type.name);
    if (found == dump.end()) continue;
    for (const Json& saved : found->at("rows")) {
      Row row = blank(type);
      row.id = saved.at(0).get<Id>();
      row.values = saved.at(1).get<std::vector<Json>>();
      row.tags = saved.at(2).get<std::vector<Id>>();
      row.custom = saved.at(3);
      row.created = saved.at(4).get<std::string>();
      row.updated = saved.at(5).get<std::string>();
      row.values.resize(type.fields.size());
      replace(type, row.id, &row);
    }
    table(type).next = found->at("next").get<Id>();
  }
}

}  // namespace muster::lab::netbox
