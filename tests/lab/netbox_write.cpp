#include "netbox_write.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "netbox_net.h"

namespace muster::lab::netbox {

std::string now() {
  using namespace std::chrono;
  const auto micros = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  const std::time_t seconds = micros / 1000000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  char tail[16];
  std::snprintf(tail, sizeof tail, ".%06dZ", static_cast<int>(micros % 1000000));
  return std::string(text, size) + tail;
}

Id Writer::create(const Type& type, const Json& body) {
  Row row = store_.blank(type);
  Errors errors;
  fill({spec_, store_, type, row, nullptr, body, errors}, false);
  row.id = store_.next_id(type);
  const Id id = row.id;
  save(type, std::move(row), nullptr, body.value("changelog_message", ""));
  after_save(type, id, body, true);
  return id;
}

void Writer::update(const Type& type, Id id, const Json& body, bool partial) {
  const Row before = *store_.find(type, id);
  Row row = before;
  Errors errors;
  fill({spec_, store_, type, row, &before, body, errors}, partial);
  save(type, std::move(row), &before, body.value("changelog_message", ""));
  after_save(type, id, body, false);
}

// First what each field says by itself, then what only the whole object can tell.
void Writer::fill(const Check& check, bool partial) {
  if (!check.body.is_object()) {
    const std::string given = check.body.is_string()  ? "str"
                              : check.body.is_array() ? "list"
                              : check.body.is_null()  ? "NoneType"
                                                      : "int";
    check.errors.add(spec_.since(4007000) ? "__all__" : "non_field_errors",
                     "Invalid data. Expected a dictionary, but got " + given + ".");
    throw Refusal{400, check.errors.json()};
  }
  FieldReader(spec_, store_).read(check.type, check.body, partial, check.row, check.errors);
  if (check.type.tags) read_tags(check);
  if (check.type.custom_fields) read_custom_fields(check);
  if (!check.errors.empty()) throw Refusal{400, check.errors.json()};
  apply_rules(check);
  if (check.type.custom_fields) check_custom_fields(check);
  check_unique(check);
  if (!check.errors.empty()) throw Refusal{400, check.errors.json()};
}

void Writer::read_tags(const Check& check) {
  const FieldReader reader(spec_, store_);
  const bool change = spec_.since(4006000);
  const auto set = check.body.find("tags"), end = check.body.end();
  const auto add = change ? check.body.find("add_tags") : end;
  const auto take = change ? check.body.find("remove_tags") : end;
  if (set != end && !set->empty() && (add != end || take != end)) {
    return check.errors.add(
        "tags", "Cannot specify \"tags\" together with \"add_tags\" or \"remove_tags\".");
  }
  if (take != end && !check.before) {
    return check.errors.add("remove_tags",
                            "Cannot use \"remove_tags\" when creating a new object.");
  }
  auto& tags = check.row.tags;
  if (set != end) tags = reader.read_tags(*set, "tags", check.errors);
  if (add != end) {
    for (const Id tag : reader.read_tags(*add, "add_tags", check.errors)) {
      if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
    }
  }
  if (take != end) {
    for (const Id tag : reader.read_tags(*take, "remove_tags", check.errors)) std::erase(tags, tag);
  }
  const Type& tag_type = *spec_.by_name("extras.tag");
  for (const Id tag : tags) {
    const Row& row = *store_.find(tag_type, tag);
    const Json& only = row.values[tag_type.at("object_types")];
    if (only.empty() || std::find(only.begin(), only.end(), check.type.name) != only.end())
      continue;
    throw Refusal{400,
                  {{"detail", "Tag " + row.values[0].get<std::string>() +
                                  " cannot be assigned to " + check.type.verbose + " objects."}}};
  }
}

void Writer::check_unique(const Check& check) {
  for (const Unique& unique : check.type.unique) {
    if (check.errors.has(unique.key) && unique.key != "__all__") continue;
    if (!store_.collision(check.type, unique, check.row)) continue;
    if (unique.only_database) {
      throw Refusal{500,
                    {{"error", "duplicate key value violates unique constraint \"" +
                                   unique.message.substr(1) + "\""},
                     {"exception", "IntegrityError"}}};
    }
    check.errors.add(unique.key, unique.message);
  }
}

void Writer::save(const Type& type, Row row, const Row* before, const std::string& message) {
  row.updated = now();
  if (!before) row.created = row.updated;
  const Id id = row.id;
  const std::vector<Id> tags_before = before ? before->tags : std::vector<Id>{};
  Json old = before ? snapshot(type, *before) : Json::object();
  store_.put(type, std::move(row));
  sync_tags(type, *store_.find(type, id), tags_before);
  const Row& saved = *store_.find(type, id);
  Json fresh = snapshot(type, saved);
  if (old == fresh) return;
  record(type, saved, before ? "update" : "create", std::move(old), std::move(fresh), message);
}

void Writer::sync_tags(const Type& type, const Row& row, const std::vector<Id>& before) {
  if (row.tags == before) return;
  const Type& items = *spec_.by_name("extras.taggeditem");
  std::set<Id> missing(row.tags.begin(), row.tags.end());
  const Ids same_id = store_.having(items, items.at("object_id"), std::to_string(row.id));
  for (const Id id : same_id) {
    const Row& item = *store_.find(items, id);
    if (item.values[items.at("object_type")] != type.name) continue;
    if (!missing.erase(item.values[items.at("tag")].get<Id>())) store_.erase(items, id);
  }
  for (const Id tag : missing) {
    Row item = store_.blank(items);
    item.id = store_.next_id(items);
    item.values[items.at("object_type")] = type.name;
    item.values[items.at("object_id")] = row.id;
    item.values[items.at("tag")] = tag;
    store_.put(items, std::move(item));
  }
}

void Writer::after_save(const Type& type, Id id, const Json& body, bool created) {
  if (type.name == "extras.customfield" && created) adopt_custom_field(*store_.find(type, id));
  if (!type.find("primary_mac_address")) return;
  if (spec_.since(4007000) && body.contains("mac_address"))
    set_mac_address(type, id, body["mac_address"]);
  if (created && spec_.since(4004002)) assign_primary_mac(type, id);
}

// Finds or makes the MAC address among the interface's own, and makes it the primary one.
void Writer::set_mac_address(const Type& type, Id id, const Json& address) {
  const size_t primary = type.at("primary_mac_address");
  if (address.is_null()) return change_field({&type, id}, primary, nullptr);
  const Type& macs = *spec_.by_name("dcim.macaddress");
  const std::string text = *parse_mac(address.get<std::string>());
  const Ids own =
      store_.having(macs, macs.at("assigned_object_id"), type.name + '/' + std::to_string(id));
  Id found = 0;
  for (const Id mac : own) {
    if (store_.find(macs, mac)->values[macs.at("mac_address")] == text) found = mac;
  }
  if (!found)
    found = create(
        macs,
        {{"mac_address", text}, {"assigned_object_type", type.name}, {"assigned_object_id", id}});
  change_field({&type, id}, primary, found);
}

void Writer::assign_primary_mac(const Type& type, Id id) {
  const Type& macs = *spec_.by_name("dcim.macaddress");
  const Json primary = store_.find(type, id)->values[type.at("primary_mac_address")];
  if (primary.is_null()) return;
  const Row before = *store_.find(macs, primary.get<Id>());
  if (!before.values[macs.at("assigned_object_id")].is_null()) return;
  Row row = before;
  row.values[macs.at("assigned_object_type")] = type.name;
  row.values[macs.at("assigned_object_id")] = id;
  save(macs, std::move(row), &before, "");
}

void Writer::change_field(const Object& object, size_t field, Json value) {
  const Row before = *store_.find(*object.first, object.second);
  if (before.values[field] == value) return;
  Row row = before;
  row.values[field] = std::move(value);
  save(*object.first, std::move(row), &before, "");
}

void Writer::record(const Type& type, const Row& row, const char* action, Json before, Json after,
                    const std::string& message) {
  const Type& log = *spec_.by_name("core.objectchange");
  Row change = store_.blank(log);
  change.id = store_.next_id(log);
  const auto set = [&](const char* field, Json value) {
    change.values[log.at(field)] = std::move(value);
  };
  set("time", now());
  set("user_name", "admin");
  set("request_id", request_id_);
  set("action", action);
  set("changed_object_type", type.name);
  set("changed_object_id", row.id);
  set("object_repr", display(spec_, store_, type, row));
  set("message", spec_.since(4004000) ? message : "");
  set("prechange_data", std::move(before));
  set("postchange_data", std::move(after));
  store_.put(log, std::move(change));
}

Json Writer::snapshot(const Type& type, const Row& row) const {
  Json data = Json::object();
  for (size_t i = 0; i < type.fields.size(); ++i) {
    if (type.fields[i].stored()) data[type.fields[i].name] = row.values[i];
  }
  if (!type.tags) return data;
  const Type& tags = *spec_.by_name("extras.tag");
  std::set<std::string> names;
  for (const Id tag : row.tags) names.insert(store_.find(tags, tag)->values[0].get<std::string>());
  data["tags"] = names;
  data["custom_fields"] = row.custom;
  return data;
}

}  // namespace muster::lab::netbox
