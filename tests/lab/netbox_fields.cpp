#include "netbox_fields.h"

#include <algorithm>
#include <cmath>
#include <regex>

#include <strings.h>

#include "netbox_net.h"

namespace muster::lab::netbox {
namespace {

const std::regex field_slug("[-a-zA-Z0-9_]+");
const std::regex field_color("[0-9a-f]{6}");
const std::regex field_dns("([0-9A-Za-z_-]+|\\*)(\\.[0-9A-Za-z_-]+)*\\.?");

size_t characters(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string number_text(double number) {
  const auto whole = static_cast<long long>(number);
  return number == static_cast<double>(whole) ? std::to_string(whole) : Json(number).dump();
}

}  // namespace

void Errors::add(const std::string& field, const std::string& message) {
  fields_[field].push_back(message);
}

std::string trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string python_text(const Json& value) {
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_string()) return '\'' + value.get<std::string>() + '\'';
  if (!value.is_structured()) return value.dump();
  std::string text(1, value.is_array() ? '[' : '{');
  for (const auto& [name, member] : value.items()) {
    if (text.size() > 1) text += ", ";
    if (value.is_object()) text += '\'' + name + "': ";
    text += python_text(member);
  }
  return text + (value.is_array() ? ']' : '}');
}

void FieldReader::read(const Type& type, const Json& body, bool partial, Row& row,
                       Errors& errors) const {
  for (size_t i = 0; i < type.fields.size(); ++i) {
    const Field& field = type.fields[i];
    if (!field.stored()) continue;
    const auto given = body.find(field.name);
    if (given != body.end()) {
      read_one(field, *given, row.values[i], errors);
    } else if (field.required && !partial) {
      errors.add(field.name, "This field is required.");
    }
  }
}

void FieldReader::read_one(const Field& field, const Json& value, Json& into,
                           Errors& errors) const {
  if (value.is_null() && field.kind != Kind::choice && field.kind != Kind::json) {
    if (field.nullable)
      into = nullptr;
    else
      errors.add(field.name, "This field may not be null.");
    return;
  }
  switch (field.kind) {
    case Kind::integer:
    case Kind::decimal:
    case Kind::generic_id:
      return read_number(field, value, into, errors);
    case Kind::boolean:
      return read_boolean(field, value, into, errors);
    case Kind::choice:
      return read_choice(field, value, into, errors);
    case Kind::reference:
      return read_reference(field, value, into, errors);
    case Kind::address:
    case Kind::prefix:
    case Kind::mac:
      return read_net(field, value, into, errors);
    case Kind::types:
      return read_types(field, value, into, errors);
    case Kind::generic_type:
      return read_generic_type(field, value, into, errors);
    case Kind::references:
      return read_references(field, value, into, errors);
    case Kind::terminations:
      return read_ends(field, value, into, errors);
    case Kind::json:
      into = value;
      return;
    default:
      return read_text(field, value, into, errors);
  }
}

void FieldReader::read_text(const Field& field, const Json& value, Json& into,
                            Errors& errors) const {
  if (!value.is_string() && !value.is_number()) {
    return errors.add(field.name, "Not a valid string.");
  }
  std::string text = trimmed(value.is_string() ? value.get<std::string>() : value.dump());
  if (text.empty() && field.required) return errors.add(field.name, "This field may not be blank.");
  check_text(field, text, errors);
  if (field.kind == Kind::dns) std::transform(text.begin(), text.end(), text.begin(), ::tolower);
  into = text.empty() && field.kind == Kind::timezone ? Json() : Json(text);
}

void FieldReader::check_text(const Field& field, const std::string& text, Errors& errors) const {
  if (field.max_length && characters(text) > field.max_length) {
    return errors.add(field.name, "Ensure this field has no more than " +
                                      std::to_string(field.max_length) + " characters.");
  }
  if (field.kind == Kind::slug && !std::regex_match(text, field_slug)) {
    errors.add(field.name,
               "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.");
  }
  if (field.kind == Kind::color && !text.empty() && !std::regex_match(text, field_color)) {
    errors.add(field.name, "Enter a valid hexadecimal RGB color code.");
  }
  if (field.kind == Kind::dns && !text.empty() && !std::regex_match(text, field_dns)) {
    errors.add(field.name,
               "Only alphanumeric characters, asterisks, hyphens, periods, and underscores are "
               "allowed in DNS names");
  }
}

void FieldReader::read_number(const Field& field, const Json& value, Json& into,
                              Errors& errors) const {
  Json number = value;
  if (value.is_string()) number = Json::parse(value.get<std::string>(), nullptr, false);
  const bool whole = field.kind != Kind::decimal;
  if (!number.is_number() || (whole && !number.is_number_integer())) {
    return errors.add(field.name,
                      whole ? "A valid integer is required." : "A valid number is required.");
  }
  const double amount = number.get<double>();
  const double cents = amount * 100;
  if (!whole && std::abs(cents - std::round(cents)) > 1e-6 && field.least == 0.01) {
    return errors.add(field.name, "Ensure that there are no more than 2 decimal places.");
  }
  if (field.least && amount < *field.least) {
    errors.add(field.name,
               "Ensure this value is greater than or equal to " + number_text(*field.least) + ".");
  }
  if (field.most && amount > *field.most) {
    errors.add(field.name,
               "Ensure this value is less than or equal to " + number_text(*field.most) + ".");
  }
  into = whole ? number : Json(amount);
}

void FieldReader::read_boolean(const Field& field, const Json& value, Json& into,
                               Errors& errors) const {
  if (value.is_boolean())
    into = value;
  else if (value == 1 || value == "true" || value == "True" || value == "1")
    into = true;
  else if (value == 0 || value == "false" || value == "False" || value == "0")
    into = false;
  else
    errors.add(field.name, "Must be a valid boolean.");
}

void FieldReader::read_choice(const Field& field, const Json& value, Json& into,
                              Errors& errors) const {
  if (value.is_null() || value == "") {
    if (!field.nullable) return errors.add(field.name, "This field may not be blank.");
    into = nullptr;
    return;
  }
  if (value.is_structured()) {
    return errors.add(
        field.name,
        "Value must be passed directly (e.g. \"foo\": 123); do not use a dictionary or list.");
  }
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (field.choices->label(text) == nullptr) {
    return errors.add(field.name, text + " is not a valid choice.");
  }
  into = text;
}

void FieldReader::read_reference(const Field& field, const Json& value, Json& into,
                                 Errors& errors) const {
  const auto id = resolve(*spec_.by_name(field.target), value, field.name, errors);
  if (id) into = *id;
}

void FieldReader::read_net(const Field& field, const Json& value, Json& into,
                           Errors& errors) const {
  if (!value.is_string()) {
    return errors.add(field.name, "unexpected type <class '" +
                                      std::string(value.is_number_integer() ? "int"
                                                  : value.is_array()        ? "list"
                                                  : value.is_object()       ? "dict"
                                                                            : "float") +
                                      "'> for addr arg");
  }
  const std::string text = value.get<std::string>();
  if (field.kind == Kind::mac) {
    const auto mac = parse_mac(text);
    if (!mac) return errors.add(field.name, "Invalid MAC address format: " + text);
    into = *mac;
    return;
  }
  const auto net = parse_net(text);
  if (!net) {
    return errors.add(field.name, (field.kind == Kind::address ? "Invalid IP address format: "
                                                               : "Invalid IP prefix format: ") +
                                      text);
  }
  into = net->text();
}

void FieldReader::read_types(const Field& field, const Json& value, Json& into,
                             Errors& errors) const {
  if (!value.is_array()) {
    return errors.add(field.name, "Expected a list of items but got type \"" +
                                      std::string(value.is_string() ? "str" : "dict") + "\".");
  }
  std::vector<std::pair<size_t, std::string>> found;
  for (const Json& name : value) {
    const Type* type = name.is_string() ? spec_.by_name(name.get<std::string>()) : nullptr;
    if (type == nullptr) {
      return errors.add(field.name, "Invalid content type: " +
                                        (name.is_string() ? name.get<std::string>() : name.dump()));
    }
    found.emplace_back(spec_.index(*type), type->name);
  }
  std::sort(found.begin(), found.end());
  into = Json::array();
  for (const auto& [position, name] : found) into.push_back(name);
}

void FieldReader::read_generic_type(const Field& field, const Json& value, Json& into,
                                    Errors& errors) const {
  const std::string name = value.is_string() ? value.get<std::string>() : value.dump();
  if (std::find(field.types.begin(), field.types.end(), name) == field.types.end()) {
    return errors.add(field.name, "Invalid content type: " + name);
  }
  into = name;
}

void FieldReader::read_ends(const Field& field, const Json& value, Json& into,
                            Errors& errors) const {
  if (!value.is_array())
    return errors.add(field.name, "Expected a list of items but got type \"dict\".");
  Json ends = Json::array();
  for (const Json& end : value) {
    const Type* type = end.is_object() ? spec_.by_name(end.value("object_type", "")) : nullptr;
    const Json id = end.is_object() && end.contains("object_id") ? end["object_id"] : Json();
    if (type == nullptr || !id.is_number_integer() || !store_.find(*type, id.get<Id>())) {
      return errors.add(field.name, "Related object not found using the provided attributes: " +
                                        python_text(end));
    }
    ends.push_back({{"object_type", type->name}, {"object_id", id}});
  }
  into = std::move(ends);
}

std::vector<Id> FieldReader::read_tags(const Json& value, const std::string& field,
                                       Errors& errors) const {
  std::vector<Id> tags;
  if (!value.is_array()) {
    errors.set(field, {{spec_.since(4007000) ? "__all__" : "non_field_errors",
                        {"Expected a list of items but got type \"" +
                         std::string(value.is_string()   ? "str"
                                     : value.is_object() ? "dict"
                                                         : "int") +
                         "\"."}}});
    return tags;
  }
  for (const Json& name : value) {
    const auto id = resolve(*spec_.by_name("extras.tag"), name, field, errors);
    if (id && std::find(tags.begin(), tags.end(), *id) == tags.end()) tags.push_back(*id);
  }
  return tags;
}

std::optional<Id> FieldReader::resolve(const Type& type, const Json& value,
                                       const std::string& field, Errors& errors) const {
  if (value.is_object()) {
    for (const auto& [name, given] : value.items()) {
      const std::string head = name.substr(0, name.find("__"));
      if (head != "id" && head != "pk" && !type.find(head) &&
          !(head.ends_with("_id") && type.find(head.substr(0, head.size() - 3)))) {
        errors.add(field, "Cannot resolve keyword '" + name + "' into field.");
        return {};
      }
    }
    const auto found = search(type, value);
    if (found.size() == 1) return found[0];
    errors.add(field, (found.empty() ? "Related object not found using the provided attributes: "
                                     : "Multiple objects match the provided attributes: ") +
                          python_text(value));
    return {};
  }
  Json id = value.is_string() ? Json::parse(value.get<std::string>(), nullptr, false) : value;
  if (!id.is_number_integer()) {
    errors.add(field,
               "Related objects must be referenced by numeric ID or by dictionary of attributes. "
               "Received an unrecognized value: " +
                   (value.is_string() ? value.get<std::string>() : python_text(value)));
    return {};
  }
  if (store_.find(type, id.get<Id>())) return id.get<Id>();
  errors.add(field, "Related object not found using the provided numeric ID: " + id.dump());
  return {};
}

std::vector<Id> FieldReader::search(const Type& type, const Json& attributes) const {
  std::vector<Id> found;
  const auto look = [&](Id id) {
    const Row* row = store_.find(type, id);
    if (row && matches(type, *row, attributes)) found.push_back(id);
  };
  for (const auto& [name, value] : attributes.items()) {
    const Field* field = type.find(name);
    if (!field || !field->indexed || value.is_structured() || field->kind == Kind::generic_id)
      continue;
    for (const Id id : store_.having(type, type.at(name), Store::key(*field, value))) look(id);
    return found;
  }
  for (const auto& [id, row] : store_.rows(type)) look(id);
  return found;
}

bool FieldReader::matches(const Type& type, const Row& row, const Json& attributes) const {
  for (const auto& [name, value] : attributes.items()) {
    if (!matches_one(type, row, name, value)) return false;
  }
  return true;
}

bool FieldReader::matches_one(const Type& type, const Row& row, std::string name,
                              const Json& value) const {
  if (name == "id" || name == "pk") return value == row.id;
  std::string lookup;
  if (const size_t split = name.find("__"); split != std::string::npos) {
    lookup = name.substr(split + 2);
    name.resize(split);
  }
  const Field* field = type.find(name);
  if (!field && name.ends_with("_id")) field = type.find(name.substr(0, name.size() - 3));
  if (!field || !field->stored()) return false;
  const Json& own = row.values[type.at(field->name)];
  if (field->kind == Kind::reference && (value.is_object() || !lookup.empty())) {
    const Type& target = *spec_.by_name(field->target);
    const Row* other = own.is_null() ? nullptr : store_.find(target, own.get<Id>());
    return other && matches(target, *other, lookup.empty() ? value : Json{{lookup, value}});
  }
  if (lookup == "iexact" && own.is_string() && value.is_string()) {
    return strcasecmp(own.get<std::string>().c_str(), value.get<std::string>().c_str()) == 0;
  }
  return own == value;
}

}  // namespace muster::lab::netbox
