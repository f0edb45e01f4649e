#include <algorithm>

#include "netbox_write.h"

namespace muster::lab::netbox {
namespace {

std::string value_fault(const std::string& type, const Json& value) {
  if ((type == "text" || type == "longtext" || type == "url" || type == "date" ||
       type == "datetime" || type == "select") &&
      !value.is_string()) {
    return "Value must be a string.";
  }
  if (type == "integer" && !value.is_number_integer()) return "Value must be an integer.";
  if (type == "decimal" && !value.is_number()) return "Value must be a decimal.";
  if (type == "boolean" && !value.is_boolean()) return "Value must be true or false.";
  return "";
}

const Json& of(const Type& type, const Row& row, const char* field) {
  return row.values[type.at(field)];
}

}  // namespace

std::vector<const Row*> custom_fields_of(const Spec& spec, const Store& store, const Type& type) {
  const Type& fields = *spec.by_name("extras.customfield");
  std::vector<const Row*> found;
  for (const auto& [id, row] : store.rows(fields)) {
    const Json& types = of(fields, row, "object_types");
    if (std::find(types.begin(), types.end(), type.name) != types.end()) found.push_back(&row);
  }
  return found;
}

void read_custom_fields(const Check& check) {
  const Type& fields = *check.spec.by_name("extras.customfield");
  const auto known = custom_fields_of(check.spec, check.store, check.type);
  if (!check.before) {
    for (const Row* field : known) {
      check.row.custom[of(fields, *field, "name").get<std::string>()] =
          of(fields, *field, "default");
    }
  }
  const auto given = check.body.find("custom_fields");
  if (given == check.body.end() || given->is_null()) return;
  if (!given->is_object()) {
    return check.errors.add("custom_fields",
                            "Invalid data format. Custom field data must be passed as a dictionary "
                            "mapping field names to their values.");
  }
  Json unknown = Json::object();
  for (const auto& [name, value] : given->items()) {
    const bool exists = std::any_of(known.begin(), known.end(), [&](const Row* field) {
      return of(fields, *field, "name") == name;
    });
    if (exists)
      check.row.custom[name] = value;
    else
      unknown[name] = "Custom field '" + name + "' does not exist for this object type.";
  }
  if (!unknown.empty() && check.spec.since(4005008)) check.errors.set("custom_fields", unknown);
}

void check_custom_fields(const Check& check) {
  const Type& fields = *check.spec.by_name("extras.customfield");
  for (const Row* field : custom_fields_of(check.spec, check.store, check.type)) {
    const std::string name = of(fields, *field, "name").get<std::string>();
    const Json value = check.row.custom.contains(name) ? check.row.custom[name] : Json();
    if (value.is_null()) {
      if (of(fields, *field, "required") == true) {
        check.errors.add("__all__", "Missing required custom field '" + name + "'.");
      }
      continue;
    }
    const std::string fault = value_fault(of(fields, *field, "type").get<std::string>(), value);
    if (!fault.empty()) {
      check.errors.add("__all__", "Invalid value for custom field '" + name + "': " + fault);
      continue;
    }
    if (of(fields, *field, "unique") != true) continue;
    const Ids& same = check.store.with_custom(check.type, name, value);
    if (same.size() > (check.before && same.contains(check.row.id) ? 1U : 0U)) {
      check.errors.add("__all__", "Custom field '" + name + "' must have a unique value.");
    }
  }
}

// A default reaches the objects that are already there.
void Writer::adopt_custom_field(const Row& field) {
  const Type& fields = *spec_.by_name("extras.customfield");
  const Json value = of(fields, field, "default");
  const std::string name = of(fields, field, "name").get<std::string>();
  const Json types = of(fields, field, "object_types");
  if (value.is_null()) return;
  for (const Json& type_name : types) {
    const Type& type = *spec_.by_name(type_name.get<std::string>());
    std::vector<Row> rows;
    for (const auto& [id, row] : store_.rows(type)) rows.push_back(row);
    for (Row& row : rows) {
      row.custom[name] = value;
      store_.put(type, std::move(row));
    }
  }
}

void Writer::drop_custom_field(const Row& field) {
  const Type& fields = *spec_.by_name("extras.customfield");
  const std::string name = of(fields, field, "name").get<std::string>();
  const Json types = of(fields, field, "object_types");
  for (const Json& type_name : types) {
    const Type& type = *spec_.by_name(type_name.get<std::string>());
    std::vector<Row> rows;
    for (const auto& [id, row] : store_.rows(type)) {
      if (row.custom.contains(name)) rows.push_back(row);
    }
    for (Row& row : rows) {
      row.custom.erase(name);
      store_.put(type, std::move(row));
    }
  }
}

}  // namespace muster::lab::netbox
