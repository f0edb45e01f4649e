// What each query parameter selects. Names that NetBox does not know select everything.
#include <strings.h>

#include <algorithm>
#include <cstring>

#include "netbox_net.h"
#include "netbox_query.h"
#include "netbox_write.h"

namespace muster::lab::netbox {
namespace {

std::optional<Id> whole(const std::string& text) {
  const Json number = Json::parse(text, nullptr, false);
  return number.is_number_integer() ? std::optional(number.get<Id>()) : std::nullopt;
}

bool compare(double own, const std::string& lookup, double other) {
  if (lookup == "gt") return own > other;
  if (lookup == "gte") return own >= other;
  if (lookup == "lt") return own < other;
  if (lookup == "lte") return own <= other;
  return lookup == "n" ? own != other : own == other;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool text_matches(const std::string& own, const std::string& lookup, const std::string& given) {
  const std::string a = lower(own), b = lower(given);
  if (lookup == "ie" || lookup == "nie") return a == b;
  if (lookup == "ic" || lookup == "nic") return a.find(b) != std::string::npos;
  if (lookup == "isw" || lookup == "nisw") return a.starts_with(b);
  if (lookup == "iew" || lookup == "niew") return a.ends_with(b);
  return own == given;
}

// Times come with or without a zone and fraction; compared as text to the microsecond.
std::string time_key(std::string text) {
  if (text.ends_with('Z')) text.pop_back();
  if (const size_t zone = text.find_first_of("+", 10); zone != std::string::npos) text.resize(zone);
  if (text.size() == 10) text += "T00:00:00";
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  if (text.size() == 19) text += '.';
  if (text.size() < 26) text.append(26 - text.size(), '0');
  return text;
}

bool is_time(const std::string& text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
         std::isdigit(static_cast<unsigned char>(text[0]));
}

}  // namespace

void Query::refuse(const std::string& field, const std::string& message) const {
  throw Refusal{400, Json{{field, Json::array({message})}}};
}

void Query::refuse_choice(const std::string& field, const std::string& value) const {
  refuse(field, "Select a valid choice. " + value + " is not one of the available choices.");
}

void Query::filter(const std::string& name, const Values& values) {
  if (values.front().empty()) return;
  const size_t split = name.find("__");
  const std::string head = name.substr(0, split);
  const std::string lookup = split == name.npos ? "" : name.substr(split + 2);
  if (filter_id(head, lookup, values) || filter_tag(head, lookup, values) ||
      filter_custom(name, values) || filter_time(head, lookup, values) ||
      filter_special(name, values) || filter_reference(head, lookup, values))
    return;
  filter_field(head, lookup, values);
}

bool Query::filter_id(const std::string& name, const std::string& lookup, const Values& values) {
  if (name != "id") return false;
  std::vector<Id> numbers;
  for (const std::string& value : values) {
    if (!whole(value))
      refuse(lookup.empty() ? name : name + "__" + lookup, "Enter a whole number.");
    numbers.push_back(*whole(value));
  }
  if (lookup.empty()) {
    narrow(Ids(numbers.begin(), numbers.end()));
  } else {
    test([=](const Row& row) {
      const auto fits = [&](Id number) { return compare(double(row.id), lookup, double(number)); };
      return lookup == "n" ? std::all_of(numbers.begin(), numbers.end(), fits)
                           : std::any_of(numbers.begin(), numbers.end(), fits);
    });
  }
  return true;
}

bool Query::filter_tag(const std::string& name, const std::string& lookup, const Values& values) {
  const bool by_id = name == "tag_id";
  const bool item = type_.name == "extras.taggeditem";
  if ((!by_id && name != "tag") || (!type_.tags && !item)) return false;
  const Type& tags = *spec_.by_name("extras.tag");
  Ids any;
  for (const std::string& value : values) {
    Id tag = by_id ? whole(value).value_or(0) : 0;
    if (!by_id) {
      const Ids& found = store_.having(tags, tags.at("slug"), value);
      tag = found.empty() ? 0 : *found.begin();
    }
    if (!store_.find(tags, tag)) refuse_choice(by_id ? "tag_id" : "tag", value);
    const Ids& with = item ? store_.having(type_, type_.at("tag"), std::to_string(tag))
                           : store_.tagged(type_, tag);
    if (lookup.empty()) narrow(with);
    any.insert(with.begin(), with.end());
  }
  if (lookup == "n") test([any](const Row& row) { return !any.contains(row.id); });
  if (lookup == "any" && spec_.since(4006006)) narrow(std::move(any));
  return true;
}

bool Query::filter_custom(const std::string& name, const Values& values) {
  if (!name.starts_with("cf_")) return false;
  const Type& fields = *spec_.by_name("extras.customfield");
  for (const Row* field : custom_fields_of(spec_, store_, type_)) {
    const std::string field_name = field->values[fields.at("name")].get<std::string>();
    if (name != "cf_" + field_name) continue;
    const Json& kind = field->values[fields.at("type")];
    const bool text = kind == "text" || kind == "longtext" || kind == "url";
    if (text && field->values[fields.at("filter_logic")] == "loose") {
      test([=](const Row& row) {
        const Json own = row.custom.contains(field_name) ? row.custom[field_name] : Json();
        return own.is_string() &&
               std::any_of(values.begin(), values.end(), [&](const std::string& value) {
                 return text_matches(own.get<std::string>(), "ic", value);
               });
      });
      return true;
    }
    Ids found;
    for (const std::string& value : values) {
      const Ids& with = store_.with_custom(type_, field_name,
                                           text ? Json(value) : Json::parse(value, nullptr, false));
      found.insert(with.begin(), with.end());
    }
    narrow(std::move(found));
  }
  return true;
}

bool Query::filter_time(const std::string& name, const std::string& lookup, const Values& values) {
  if (name != "created" && name != "last_updated" && name != "time") return false;
  const std::string whole_name = lookup.empty() ? name : name + "__" + lookup;
  if (!is_time(values.front())) refuse(whole_name, "Enter a valid date/time.");
  const std::string given = time_key(values.front());
  test([=](const Row& row) {
    const std::string own = time_key(name == "created" ? row.created : row.updated);
    return compare(own.compare(given), lookup, 0);
  });
  return true;
}

Ids Query::interfaces_of(const std::string& owner, const std::string& interface,
                         const Values& values) const {
  const Type& type = *spec_.by_name(interface);
  Ids found;
  for (const std::string& value : values) {
    const Ids& ids = store_.having(type, type.at(owner), value);
    found.insert(ids.begin(), ids.end());
  }
  return found;
}

void Query::filter_owner(const std::string& owner, const std::string& interface,
                         const Values& values) {
  Ids found;
  for (const Id id : interfaces_of(owner, interface, values)) {
    const std::string key = interface + '/' + std::to_string(id);
    for (const char* field : {"assigned_object_id", "a_terminations", "b_terminations"}) {
      if (!type_.find(field)) continue;
      const Ids& ids = store_.having(type_, type_.at(field), key);
      found.insert(ids.begin(), ids.end());
    }
  }
  narrow(std::move(found));
}

// Filters that are not simply fields.
bool Query::filter_special(const std::string& name, const Values& values) {
  const bool assigned = type_.find("assigned_object_id") != nullptr;
  const bool owned = assigned || type_.name == "dcim.cable";
  if (owned && (name == "device_id" || name == "virtual_machine_id")) {
    const bool machine = name != "device_id";
    filter_owner(machine ? "virtual_machine" : "device",
                 machine ? "virtualization.vminterface" : "dcim.interface", values);
    return true;
  }
  if (type_.find("parent_object_id") && (name == "device_id" || name == "virtual_machine_id")) {
    const char* parent = name == "device_id" ? "dcim.device/" : "virtualization.virtualmachine/";
    Ids found;
    for (const std::string& value : values) {
      const Ids& ids = store_.having(type_, type_.at("parent_object_id"), parent + value);
      found.insert(ids.begin(), ids.end());
    }
    narrow(std::move(found));
    return true;
  }
  if (owned && (name == "device" || name == "virtual_machine")) {
    const Type& type =
        *spec_.by_name(name == "device" ? "dcim.device" : "virtualization.virtualmachine");
    Values ids;
    for (const auto& [id, row] : store_.rows(type)) {
      if (std::find(values.begin(), values.end(),
                    row.values[type.at("name")].is_string()
                        ? row.values[type.at("name")].get<std::string>()
                        : "") != values.end())
        ids.push_back(std::to_string(id));
    }
    return filter_special(name + "_id", ids.empty() ? Values{"0"} : ids);
  }
  if (assigned && (name == "interface_id" || name == "vminterface_id")) {
    const Type& type =
        *spec_.by_name(name == "interface_id" ? "dcim.interface" : "virtualization.vminterface");
    Ids found;
    for (const std::string& value : values) {
      if (!store_.find(type, whole(value).value_or(0))) refuse_choice(name, value);
      const Ids& ids =
          store_.having(type_, type_.at("assigned_object_id"), type.name + '/' + value);
      found.insert(ids.begin(), ids.end());
    }
    narrow(std::move(found));
    return true;
  }
  if (assigned && (name == "assigned_to_interface" || name == "assigned")) {
    const bool wanted = lower(values.front()) == "true" || values.front() == "1";
    const size_t at = type_.at("assigned_object_id");
    test([=](const Row& row) { return row.values[at].is_null() != wanted; });
    return true;
  }
  if (name == "q") {
    test([=, this](const Row& row) {
      for (size_t i = 0; i < type_.fields.size(); ++i) {
        const bool searched = type_.fields[i].name != "status" && row.values[i].is_string();
        if (searched && text_matches(row.values[i].get<std::string>(), "ic", values.front()))
          return true;
      }
      return false;
    });
    return true;
  }
  if (type_.find("primary_mac_address") && name == "mac_address") {
    const Type& macs = *spec_.by_name("dcim.macaddress");
    Ids found;
    for (const std::string& value : values) {
      for (const Id id :
           store_.having(macs, macs.at("mac_address"), parse_mac(value).value_or(""))) {
        const Row& mac = *store_.find(macs, id);
        if (mac.values[macs.at("assigned_object_type")] == type_.name)
          found.insert(mac.values[macs.at("assigned_object_id")].get<Id>());
      }
    }
    narrow(std::move(found));
    return true;
  }
  return false;
}

// site_id=5, site_id=null, site=slug. One that does not exist is refused.
bool Query::filter_reference(const std::string& name, const std::string& lookup,
                             const Values& values) {
  const bool by_id = name.ends_with("_id");
  const Field* field = type_.find(by_id ? name.substr(0, name.size() - 3) : name);
  if (!field || field->kind != Kind::reference) return false;
  const auto ids = references(*field, by_id, name, values);
  if (!ids) return true;
  if (lookup == "n")
    test([ids = *ids](const Row& row) { return !ids.contains(row.id); });
  else
    narrow(*ids);
  return true;
}

std::optional<Ids> Query::references(const Field& field, bool by_id, const std::string& name,
                                     const Values& values) {
  const Type& target = *spec_.by_name(field.target);
  const Field* key = target.find("slug") ? target.find("slug") : target.find("name");
  if (!by_id && !key) return std::nullopt;
  Ids found;
  for (const std::string& value : values) {
    std::vector<std::string> targets;
    if (by_id || value == "null")
      targets.push_back(value);
    else
      for (const Id id : store_.having(target, target.at(key->name), value))
        targets.push_back(std::to_string(id));
    if (targets.empty() ||
        (by_id && value != "null" && !store_.find(target, whole(value).value_or(0))))
      refuse_choice(name, value);
    for (const std::string& id : targets) {
      const Ids& with = store_.having(type_, type_.at(field.name), id);
      found.insert(with.begin(), with.end());
    }
  }
  return found;
}

bool Query::filter_field(const std::string& name, const std::string& lookup, const Values& values) {
  if ((name == "parent" && type_.name == "ipam.ipaddress") || name == "within" ||
      name == "within_include" || name == "contains") {
    const Field* field = type_.find("address") ? type_.find("address") : type_.find("prefix");
    const auto net = parse_net(values.front());
    if (!field || !net) return false;
    const bool inner = name != "contains", strict = name == "within";
    const size_t at = type_.at(field->name);
    test([=](const Row& row) {
      Net own = *parse_net(row.values[at].get<std::string>());
      if (name == "parent") own.length = own.bits();
      return inner ? net->contains(own) && !(strict && own.length == net->length)
                   : own.contains(*net);
    });
    return true;
  }
  const Field* field = type_.find(name);
  if (!field || !field->stored()) return false;
  const size_t at = type_.at(name);
  if (field->kind == Kind::choice) {
    for (const std::string& value : values) {
      if (!field->choices->label(value)) refuse_choice(name, value);
    }
  }
  if (lookup == "empty") {
    const bool wanted = lower(values.front()) == "true";
    test([=](const Row& row) {
      return (row.values[at].is_null() || row.values[at] == "") == wanted;
    });
    return true;
  }
  filter_text(at, lookup, values);
  return true;
}

void Query::filter_text(size_t at, const std::string& lookup, const Values& values) {
  const Field& field = type_.fields[at];
  const bool device_name = type_.name == "dcim.device" && field.name == "name";
  if (lookup.empty() && field.indexed && field.kind != Kind::generic_id && !device_name) {
    Ids found;
    for (const std::string& value : values) {
      const auto mac = field.kind == Kind::mac ? parse_mac(value) : std::nullopt;
      const Ids& ids = store_.having(type_, at, Store::key(field, mac ? *mac : value));
      found.insert(ids.begin(), ids.end());
    }
    narrow(std::move(found));
    if (field.kind != Kind::address || values.front().find('/') == std::string::npos) return;
  }
  const std::string how = device_name && lookup.empty() ? "ie" : lookup;
  const bool negated = how.starts_with('n');
  test([=](const Row& row) {
    const Json& own = row.values[at];
    const auto fits = [&](const std::string& value) {
      if (own.is_number()) return compare(own.get<double>(), how, std::atof(value.c_str()));
      if (own.is_null()) return value == "null";
      return text_matches(own.is_string() ? own.get<std::string>() : own.dump(), how, value);
    };
    const bool any = std::any_of(values.begin(), values.end(), fits);
    return own.is_number() || !negated ? any : !any;
  });
}

}  // namespace muster::lab::netbox
