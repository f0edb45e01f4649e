#include "target/netbox/row.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "target/netbox/schema.h"

namespace muster::netbox {

const Json& member(const Json& row, std::string_view name) {
  static const Json nothing;
  if (!row.is_object()) return nothing;
  auto found = row.find(name);
  return found == row.end() ? nothing : *found;
}

std::string text(const Json& row, std::string_view name) {
  const Json& value = member(row, name);
  return value.is_string() ? std::string(trim(value.get_ref<const std::string&>())) : "";
}

std::string choice(const Json& row, std::string_view name) {
  const Json& value = member(row, name);
  return value.is_object() ? text(value, "value") : text(row, name);
}

long long id_of(const Json& row) {
  const Json& value = member(row, "id");
  return value.is_number_integer() ? value.get<long long>() : 0;
}

Value optional_text(const Json& row, std::string_view name) {
  return text_or_null(text(row, name));
}

Value number(const Json& row, std::string_view name) {
  const Json& value = member(row, name);
  if (value.is_number_integer()) return value.get<int64_t>();
  if (!value.is_number_float()) return {};
  const double fraction = value.get<double>();
  const bool whole = fraction >= 0 && fraction < 1e15 && fraction == std::floor(fraction);
  return whole ? Value(static_cast<int64_t>(fraction)) : Value(value.dump());
}

Value flag(const Json& row, std::string_view name) {
  const Json& value = member(row, name);
  return value.is_boolean() ? Value(value.get<bool>()) : Value();
}

std::string muster_id(const Json& row) { return text(member(row, "custom_fields"), id_field); }

bool has_tag(const Json& row) {
  const Json& tags = member(row, "tags");
  return tags.is_array() && std::any_of(tags.begin(), tags.end(), [](const Json& tag) {
           return text(tag, "slug") == tag_slug;
         });
}

std::vector<std::string> texts(const Json& row, std::string_view name) {
  std::vector<std::string> out;
  const Json& list = member(row, name);
  if (!list.is_array()) return out;
  for (const Json& item : list) {
    if (item.is_string()) out.push_back(item.get<std::string>());
  }
  return out;
}

}  // namespace muster::netbox
