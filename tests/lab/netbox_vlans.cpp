// VLANs, lists of references, and what NetBox refuses of VLANs on interfaces.
#include <algorithm>

#include "netbox_write.h"

namespace muster::lab::netbox {
namespace {

std::string python_kind(const Json& value) {
  return value.is_string()           ? "str"
         : value.is_object()         ? "dict"
         : value.is_boolean()        ? "bool"
         : value.is_number_integer() ? "int"
                                     : "float";
}

bool is_elsewhere(const Check& check, const Json& vlan, const Json& site) {
  const Json there = field_of(check, "ipam.vlan", vlan, "site");
  return !there.is_null() && there != site;
}

}  // namespace

void FieldReader::read_references(const Field& field, const Json& value, Json& into,
                                  Errors& errors) const {
  if (!value.is_array()) {
    return errors.add(field.name,
                      "Expected a list of items but got type \"" + python_kind(value) + "\".");
  }
  Json ids = Json::array();
  for (const Json& id : value) {
    if (!id.is_number_integer()) {
      return errors.add(field.name,
                        "Incorrect type. Expected pk value, received " + python_kind(id) + ".");
    }
    if (!store_.find(*spec_.by_name(field.target), id.get<Id>())) {
      return errors.add(field.name, "Invalid pk \"" + id.dump() + "\" - object does not exist.");
    }
    ids.push_back(id);
  }
  // They are told in the order of their model, VLANs by number.
  const Type& type = *spec_.by_name(field.target);
  const auto number = [&](const Json& id) {
    const Row& row = *store_.find(type, id.get<Id>());
    return field.target == "ipam.vlan" ? row.values[type.at("vid")] : id;
  };
  std::sort(ids.begin(), ids.end(),
            [&](const Json& a, const Json& b) { return number(a) < number(b); });
  into = std::move(ids);
}

void check_vlan(const Check& check) {
  const Json& site = check.value("site");
  const Json& group = check.value("group");
  const Json scope = field_of(check, "ipam.vlangroup", group, "scope_id");
  if (site.is_null() || group.is_null() || scope == site) return;
  const std::string where = scope.is_null() ? "None" : shown(check, "dcim.site", scope);
  check.errors.add("__all__", "VLAN is assigned to group " + shown(check, "ipam.vlangroup", group) +
                                  " (scope: " + where + "); cannot also assign to site " +
                                  shown(check, "dcim.site", site) + ".");
}

void check_vlans_on(const Check& check) {
  const bool machine = check.type.name == "virtualization.vminterface";
  const char* owner = machine ? "virtualization.virtualmachine" : "dcim.device";
  const Json site =
      field_of(check, owner, check.value(machine ? "virtual_machine" : "device"), "site");
  const Json& untagged = check.value("untagged_vlan");
  const Json& mode = check.value("mode");
  if (mode.is_null() && !untagged.is_null())
    return check.errors.add("untagged_vlan", "Interface mode does not support untagged vlan");
  if (mode != "tagged" && !check.value("tagged_vlans").empty())
    return check.errors.add("tagged_vlans", "Interface mode does not support tagged vlans");
  const std::string rule = std::string(" must belong to the same site as the interface's parent ") +
                           (machine ? "virtual machine" : "device") + ", or it must be global.";
  if (is_elsewhere(check, untagged, site)) {
    check.errors.add("untagged_vlan",
                     "The untagged VLAN (" + shown(check, "ipam.vlan", untagged) + ")" + rule);
  }
  for (const Json& vlan : check.value("tagged_vlans")) {
    if (!is_elsewhere(check, vlan, site)) continue;
    check.errors.add("tagged_vlans", "VLAN " + shown(check, "ipam.vlan", vlan) + rule);
  }
}

}  // namespace muster::lab::netbox
