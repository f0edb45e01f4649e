#include "netbox_spec.h"

#include <sstream>
#include <stdexcept>

namespace muster::lab::netbox {
namespace {

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  std::stringstream stream{std::string(text)};
  for (std::string part; std::getline(stream, part, at);) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

const std::unordered_map<std::string, Kind> kinds = {
    {"text", Kind::text},         {"slug", Kind::slug},
    {"bool", Kind::boolean},      {"int", Kind::integer},
    {"dec", Kind::decimal},       {"choice", Kind::choice},
    {"color", Kind::color},       {"ref", Kind::reference},
    {"refs", Kind::references},   {"address", Kind::address},
    {"prefix", Kind::prefix},     {"mac", Kind::mac},
    {"dns", Kind::dns},           {"json", Kind::json},
    {"types", Kind::types},       {"gtype", Kind::generic_type},
    {"gid", Kind::generic_id},    {"ends", Kind::terminations},
    {"computed", Kind::computed}, {"count", Kind::count},
    {"zone", Kind::timezone},
};

const std::unordered_map<std::string, OnDelete> delete_rules = {
    {"protect", OnDelete::protect},
    {"restrict", OnDelete::restrict},
    {"cascade", OnDelete::cascade},
    {"clear", OnDelete::clear},
};

// Lines such as "zero rack_count vlan_count": fields that are always the same.
const std::unordered_map<std::string, Json> constants = {
    {"zero", 0},      {"null", nullptr},          {"blank", ""},  {"list", Json::array()},
    {"false", false}, {"object", Json::object()}, {"true", true},
};

std::string words_of(std::string name) {
  for (char& c : name) {
    if (c == '_') c = ' ';
  }
  return name == "rd" ? "route distinguisher" : name;
}

}  // namespace

Version parse_version(std::string_view text) {
  Version number = 0;
  const auto parts = split(text, '.');
  for (size_t i = 0; i < 3; ++i) {
    number = number * 1000 + (i < parts.size() ? std::stoi(parts[i]) : 0);
  }
  return number;
}

const std::string* Choices::label(const std::string& value) const {
  for (const auto& [known_value, label] : known) {
    if (known_value == value) return &label;
  }
  return nullptr;
}

const Field* Type::find(std::string_view field) const {
  const auto found = by_name.find(std::string(field));
  return found == by_name.end() ? nullptr : &fields[found->second];
}

size_t Type::at(std::string_view field) const { return by_name.at(std::string(field)); }

Spec::Spec(Version version) : version_(version) {
  read(choice_rows);
  read(types_dcim);
  read(types_other);
}

const Type* Spec::by_name(std::string_view name) const {
  for (const Type& type : types_) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

const Type* Spec::by_path(std::string_view path) const {
  for (const Type& type : types_) {
    if (type.path == path) return &type;
  }
  return nullptr;
}

void Spec::read(std::string_view text) {
  for (const std::string& line : split(text, '\n')) read_line(line);
}

void Spec::read_line(std::string_view line) {
  auto words = split(line, ' ');
  if (words.empty()) return;
  const bool unique = words[0] == "unique" && words.size() == 2;
  if (!unique && words.size() > 1 && kinds.contains(words[1])) return read_field(words);
  if (words[0] == "type") return read_type(std::move(words));
  if (words[0] == "unique") return read_unique(line);
  if (words[0] == "choices") {
    Choices& choices = choices_[words[1]];
    for (const std::string& pair :
         split(line.substr(line.find(words[1]) + words[1].size() + 1), ',')) {
      const size_t colon = pair.find(':');
      choices.known.emplace_back(pair.substr(0, colon), pair.substr(colon + 1));
    }
    return;
  }
  if (const auto constant = constants.find(words[0]); constant != constants.end()) {
    for (size_t i = 1; i < words.size(); ++i) {
      Field field;
      field.name = words[i];
      field.kind = Kind::constant;
      field.fallback = constant->second;
      add(std::move(field));
    }
    return;
  }
  throw std::invalid_argument("cannot read \"" + std::string(line) + '"');
}

void Spec::read_type(std::vector<std::string> words) {
  Type type;
  type.name = words.at(1);
  type.path = words.at(2);
  type.model = words.at(3);
  for (size_t i = 4; i < words.size(); ++i) {
    if (words[i] == "untagged")
      type.tags = type.custom_fields = false;
    else if (words[i] == "readonly")
      type.read_only = true;
    else if (words[i].starts_with("order="))
      type.order = words[i].substr(6);
    else
      type.verbose += (type.verbose.empty() ? "" : " ") + words[i];
  }
  types_.push_back(std::move(type));
}

void Spec::read_field(const std::vector<std::string>& words) {
  Field field;
  field.name = words.at(0);
  field.kind = kinds.at(words.at(1));
  for (size_t i = 2; i < words.size(); ++i) {
    if (words[i].starts_with('='))
      field.fallback = Json::parse(words[i].substr(1));
    else
      read_option(field, words[i]);
  }
  if (field.fallback.is_null() && !field.nullable && !field.required) {
    if (field.kind == Kind::text || field.kind == Kind::dns) field.fallback = "";
    if (field.kind == Kind::types || field.kind == Kind::terminations ||
        field.kind == Kind::references)
      field.fallback = Json::array();
  }
  field.indexed |= field.kind == Kind::reference || field.kind == Kind::generic_id ||
                   field.kind == Kind::address || field.kind == Kind::prefix ||
                   field.kind == Kind::mac;
  add(std::move(field));
}

void Spec::read_option(Field& field, const std::string& option) {
  const auto value = [&] { return option.substr(option.find('=') + 1); };
  if (option == "req")
    field.required = true;
  else if (option == "null")
    field.nullable = true;
  else if (option == "brief")
    field.brief = true;
  else if (option == "idx")
    field.indexed = true;
  else if (option.starts_with("max="))
    field.max_length = std::stoul(value());
  else if (option.starts_with("least="))
    field.least = std::stod(value());
  else if (option.starts_with("most="))
    field.most = std::stod(value());
  else if (option.starts_with("since="))
    field.since = parse_version(value());
  else if (option.starts_with("until="))
    field.until = parse_version(value());
  else if (option.starts_with("set="))
    field.choices = &choices_.at(value());
  else if (option.starts_with("types="))
    field.types = split(value(), '+');
  else if (option.starts_with("to="))
    field.target = value();
  else if (option.starts_with("by="))
    field.target_field = value();
  else if (option.starts_with("del="))
    field.on_delete = delete_rules.at(value());
  else
    throw std::invalid_argument("unknown option " + option + " of field " + field.name);
}

void Spec::add(Field field) {
  Type& type = types_.back();
  if (version_ < field.since || (field.until && version_ >= field.until)) {
    type.absent.insert(field.name);
    return;
  }
  type.by_name[field.name] = type.fields.size();
  type.fields.push_back(std::move(field));
}

// unique name | unique a,lower(b),c?|message; "!" before the message: only the database knows.
// A field that this version does not have does not count; one field that remains speaks for itself.
void Spec::read_unique(std::string_view line) {
  Type& type = types_.back();
  Unique unique;
  const size_t bar = line.find('|');
  const std::string_view list = line.substr(
      line.find("unique ") + 7, bar == line.npos ? bar : bar - line.find("unique ") - 7);
  const auto parts = split(list, ',');
  for (std::string part : parts) {
    const bool null_counts = part.ends_with('?');
    if (null_counts) part.pop_back();
    const bool lower = part.starts_with("lower(");
    if (lower) part = part.substr(6, part.size() - 7);
    if (!type.absent.contains(part)) unique.parts.push_back({type.at(part), lower, null_counts});
  }
  unique.key = "__all__";
  if (bar == line.npos || (unique.parts.size() == 1 && parts.size() > 1)) {
    const Field& field = type.fields[unique.parts[0].field];
    unique.key = field.name;
    unique.message = type.verbose + " with this " + words_of(field.name) + " already exists.";
  } else {
    unique.message = line.substr(bar + 1);
    unique.only_database = unique.message.starts_with('!');
  }
  type.unique.push_back(std::move(unique));
}

}  // namespace muster::lab::netbox
