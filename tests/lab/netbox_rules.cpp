// What NetBox's models check beyond their single fields. The first fault of an object ends it.
#include <algorithm>
#include <functional>
#include <map>

#include "netbox_net.h"
#include "netbox_write.h"

namespace muster::lab::netbox {

const Row* row_of(const Check& check, const char* type, const Json& id) {
  return id.is_null() ? nullptr : check.store.find(*check.spec.by_name(type), id.get<Id>());
}

Json field_of(const Check& check, const char* type_name, const Json& id, const char* field) {
  const Row* row = row_of(check, type_name, id);
  return row ? row->values[check.spec.by_name(type_name)->at(field)] : Json();
}

std::string shown(const Check& check, const char* type, const Json& id) {
  const Row* row = row_of(check, type, id);
  return row ? display(check.spec, check.store, *check.spec.by_name(type), *row) : "";
}

namespace {

// --- addresses ------------------------------------------------------------------------------

// An interface of either kind must exist where one is named; type and id come together.
bool check_generic(const Check& check, const std::string& type_field, const std::string& id_field) {
  const Json& type = check.value(type_field);
  const Json& id = check.value(id_field);
  if (type.is_null() || id.is_null()) return true;
  const Type* target = check.spec.by_name(type.get<std::string>());
  if (target && check.store.find(*target, id.get<Id>())) return true;
  check.errors.add(id_field,
                   "Related object not found using the provided value: " + id.dump() + ".");
  return false;
}

void check_duplicate(const Check& check, const char* field, const char* what, const Ids& same,
                     const std::function<bool(const Row&)>& counts) {
  const Json& vrf = check.value("vrf");
  if (!vrf.is_null() && field_of(check, "ipam.vrf", vrf, "enforce_unique") != true) return;
  for (const Id id : same) {
    const Row& other = *check.store.find(check.type, id);
    if (id == check.row.id || other.values[check.type.at("vrf")] != vrf || !counts(other)) continue;
    const std::string table =
        vrf.is_null() ? "global table" : "VRF " + shown(check, "ipam.vrf", vrf);
    return check.errors.add(field, std::string("Duplicate ") + what + " found in " + table + ": " +
                                       other.values[check.type.at(field)].get<std::string>());
  }
}

bool may_repeat(const Json& role) {
  return role.is_string() && role != "loopback" && role != "secondary";
}

Json parent_key(const Check& check, const Json& type, const Json& id) {
  if (type.is_null() || id.is_null()) return nullptr;
  const bool machine = type == "virtualization.vminterface";
  return {machine, field_of(check, machine ? "virtualization.vminterface" : "dcim.interface", id,
                            machine ? "virtual_machine" : "device")};
}

void check_primary_stays(const Check& check) {
  if (!check.before) return;
  const Json before =
      parent_key(check, check.old("assigned_object_type"), check.old("assigned_object_id"));
  if (before.is_null() || before == parent_key(check, check.value("assigned_object_type"),
                                               check.value("assigned_object_id")))
    return;
  const char* owner = before[0] == true ? "virtualization.virtualmachine" : "dcim.device";
  for (const char* field : {"primary_ip4", "primary_ip6", "oob_ip"}) {
    if (before[0] == true && std::string(field) == "oob_ip") continue;
    if (field_of(check, owner, before[1], field) != check.row.id) continue;
    const std::string what = std::string(field) == "oob_ip" ? "OOB IP" : "primary IP";
    return check.errors.add("__all__", "Cannot reassign IP address while it is designated as the " +
                                           what + " for the parent object");
  }
}

void check_address(const Check& check) {
  if (!check_generic(check, "assigned_object_type", "assigned_object_id")) return;
  const Net net = *parse_net(check.value("address").get<std::string>());
  if (net.length == 0) return check.errors.add("address", "Cannot create IP address with /0 mask.");
  if (!check.value("assigned_object_id").is_null()) {
    if (net.is_network_id())
      return check.errors.add(
          "__all__", net.host() + " is a network ID, which may not be assigned to an interface.");
    if (net.is_broadcast())
      return check.errors.add(
          "__all__",
          net.host() + " is a broadcast address, which may not be assigned to an interface.");
  }
  const bool repeats = may_repeat(check.value("role"));
  check_duplicate(check, "address", "IP address",
                  check.store.having(check.type, check.type.at("address"), net.host()),
                  [&](const Row& other) {
                    return !repeats || !may_repeat(other.values[check.type.at("role")]);
                  });
  if (!check.errors.empty()) return;
  check_primary_stays(check);
  if (check.errors.empty() && check.value("status") == "slaac" && !net.v6) {
    check.errors.add("status", "Only IPv6 addresses can be assigned SLAAC status");
  }
}

void check_scope(const Check& check) {
  if (!check_generic(check, "scope_type", "scope_id")) return;
  if (check.value("scope_type").is_null() && !check.value("scope_id").is_null()) {
    return check.errors.add("scope_type", "This field cannot be null.");
  }
  if (!check.value("scope_type").is_null() && check.value("scope_id").is_null()) {
    const Type* target = check.spec.by_name(check.value("scope_type").get<std::string>());
    check.errors.add("__all__", "Please select a " + (target ? target->verbose : "scope") + ".");
  }
}

void check_prefix(const Check& check) {
  check_scope(check);
  if (!check.errors.empty()) return;
  const Net net = *parse_net(check.value("prefix").get<std::string>());
  if (net.network().bytes != net.bytes) {
    check.errors.add("prefix", net.text() + " is not a valid prefix. Did you mean " +
                                   net.network().text() + "?");
  }
  if (net.length == 0) check.errors.add("prefix", "Cannot create prefix with /0 mask.");
  if (!check.errors.empty()) return;
  check_duplicate(check, "prefix", "prefix",
                  check.store.having(check.type, check.type.at("prefix"), net.text()),
                  [](const Row&) { return true; });
}

void check_mac(const Check& check) {
  if (!check_generic(check, "assigned_object_type", "assigned_object_id") || !check.before) return;
  const Json old_type = check.old("assigned_object_type"), old_id = check.old("assigned_object_id");
  if (old_id.is_null()) return;
  if (!check.changed("assigned_object_type") && !check.changed("assigned_object_id")) return;
  const std::string type = old_type.get<std::string>();
  if (field_of(check, type.c_str(), old_id, "primary_mac_address") != check.row.id) return;
  check.errors.add("__all__",
                   std::string("Cannot ") +
                       (check.value("assigned_object_id").is_null() ? "unassign" : "reassign") +
                       " MAC Address while it is designated as the primary MAC for an object");
}

// --- interfaces -----------------------------------------------------------------------------

void check_primary_mac(const Check& check) {
  if (check.spec.since(4007000) && check.body.contains("mac_address")) {
    const Json& mac = check.body["mac_address"];
    if (!mac.is_null() && (!mac.is_string() || !parse_mac(mac.get<std::string>()))) {
      check.errors.add("mac_address", "Enter a valid MAC address (e.g. 00:11:22:33:44:55).");
    }
  }
  const Json& primary = check.value("primary_mac_address");
  if (primary.is_null() || !check.changed("primary_mac_address")) return;
  const Json type = field_of(check, "dcim.macaddress", primary, "assigned_object_type");
  const Json id = field_of(check, "dcim.macaddress", primary, "assigned_object_id");
  if (id.is_null()) {
    if (check.before && check.spec.since(4007000)) {
      check.errors.add(
          "__all__",
          "Only a MAC address assigned to this interface can be its primary MAC address.");
    }
    return;
  }
  if (type == check.type.name && id == check.row.id) return;
  const std::string other = type.get<std::string>();
  check.errors.add("__all__", "MAC address " + shown(check, "dcim.macaddress", primary) +
                                  " is assigned to a different interface (" +
                                  shown(check, other.c_str(), id) + ").");
}

void check_same_owner(const Check& check, const char* field, const char* title, const char* owner,
                      const char* owner_type, const char* owner_title) {
  const Json& id = check.value(field);
  const char* type = check.type.name.c_str();
  if (id.is_null() || field_of(check, type, id, owner) == check.value(owner)) return;
  check.errors.add(field, std::string("The selected ") + title + " (" + shown(check, type, id) +
                              ") belongs to a different " + owner_title + " (" +
                              shown(check, owner_type, field_of(check, type, id, owner)) + ").");
}

void check_lag(const Check& check) {
  const Json& lag = check.value("lag");
  if (lag.is_null()) return;
  if (check.value("type") == "virtual") {
    return check.errors.add("lag", "Virtual interfaces cannot have a parent LAG interface.");
  }
  if (check.before && lag == check.row.id) {
    return check.errors.add("lag", "A LAG interface cannot be its own parent.");
  }
  check_same_owner(check, "lag", "LAG interface", "device", "dcim.device", "device");
}

void check_interface(const Check& check) {
  const bool machine = check.type.name == "virtualization.vminterface";
  if (!machine && check.before && check.changed("device")) {
    return check.errors.add("device", "Components cannot be moved to a different device.");
  }
  if (check.before && check.value("parent") == check.row.id) {
    return check.errors.add("parent", "An interface cannot be its own parent.");
  }
  if (check.before && check.value("bridge") == check.row.id) {
    return check.errors.add("bridge", "An interface cannot be bridged to itself.");
  }
  const char* owner = machine ? "virtual_machine" : "device";
  const char* owner_type = machine ? "virtualization.virtualmachine" : "dcim.device";
  const char* title = machine ? "virtual machine" : "device";
  check_same_owner(check, "parent", "parent interface", owner, owner_type, title);
  check_same_owner(check, "bridge", "bridge interface", owner, owner_type, title);
  if (!machine) check_lag(check);
  if (check.errors.empty()) check_primary_mac(check);
  if (check.errors.empty()) check_vlans_on(check);
}

// --- devices and machines -------------------------------------------------------------------

void check_primary_address(const Check& check, const char* field, int family) {
  const Json& id = check.value(field);
  if (id.is_null()) return;
  const std::string text = shown(check, "ipam.ipaddress", id);
  if (family && parse_net(text)->v6 != (family == 6)) {
    return check.errors.add(field, text + " is not an IPv" + std::to_string(family) + " address.");
  }
  const bool machine = check.type.name == "virtualization.virtualmachine";
  const Json parent =
      parent_key(check, field_of(check, "ipam.ipaddress", id, "assigned_object_type"),
                 field_of(check, "ipam.ipaddress", id, "assigned_object_id"));
  if (check.before && parent == Json{machine, check.row.id}) return;
  check.errors.add(field, "The specified IP address (" + text + ") is not assigned to this " +
                              (machine ? "VM." : "device."));
}

// A device and the rack or location it is in are at one site.
void check_place(const Check& check) {
  const Json site = check.value("site"), rack = check.value("rack");
  const std::string at = " does not belong to site " + shown(check, "dcim.site", site) + ".";
  if (Json& location = check.value("location");
      !location.is_null() && field_of(check, "dcim.location", location, "site") != site) {
    return check.errors.add("location", "Location " + shown(check, "dcim.location", location) + at);
  }
  if (rack.is_null()) return;
  const std::string name = "Rack " + shown(check, "dcim.rack", rack);
  const Json in = field_of(check, "dcim.rack", rack, "location");
  if (field_of(check, "dcim.rack", rack, "site") != site) {
    return check.errors.add("rack", name + at);
  }
  Json& location = check.value("location");
  if (!location.is_null() && in != location) {
    return check.errors.add("rack", name + " does not belong to location " +
                                        shown(check, "dcim.location", location) + ".");
  }
  if (location.is_null()) location = in;
}

void check_cluster_of(const Check& check) {
  const Json& cluster = check.value("cluster");
  const Json scope = field_of(check, "virtualization.cluster", cluster, "scope_id");
  if (cluster.is_null() || scope.is_null() || scope == check.value("site")) return;
  check.errors.add("cluster", "The assigned cluster belongs to a different site (" +
                                  shown(check, "dcim.site", scope) + ")");
}

void check_device(const Check& check) {
  check_place(check);
  if (check.errors.empty()) check_cluster_of(check);
  for (const auto& [field, family] :
       {std::pair{"primary_ip4", 4}, {"primary_ip6", 6}, {"oob_ip", 0}}) {
    if (check.errors.empty()) check_primary_address(check, field, family);
  }
}

void check_machine(const Check& check) {
  Json& site = check.value("site");
  const Json& cluster = check.value("cluster");
  const Json& device = check.value("device");
  const bool pinned = check.spec.since(4006000) && !device.is_null();
  if (site.is_null() && cluster.is_null() && !pinned) {
    return check.errors.add(
        "__all__", check.spec.since(4006000)
                       ? "A virtual machine must be assigned to a site, cluster, or device."
                       : "A virtual machine must be assigned to a site and/or cluster.");
  }
  const Json scope = field_of(check, "virtualization.cluster", cluster, "scope_id");
  if (!scope.is_null() && !site.is_null() && scope != site) {
    return check.errors.add(
        "cluster", "The selected cluster (" + shown(check, "virtualization.cluster", cluster) +
                       ") is not assigned to this site (" + shown(check, "dcim.site", site) + ").");
  }
  if (!device.is_null() && field_of(check, "dcim.device", device, "cluster") != cluster) {
    return check.errors.add("device", "The selected device (" +
                                          shown(check, "dcim.device", device) +
                                          ") is not assigned to this cluster (" +
                                          shown(check, "virtualization.cluster", cluster) + ").");
  }
  if (site.is_null())
    site = !scope.is_null() ? scope : field_of(check, "dcim.device", device, "site");
  check_primary_address(check, "primary_ip4", 4);
  if (check.errors.empty()) check_primary_address(check, "primary_ip6", 6);
}

// --- others ---------------------------------------------------------------------------------

void check_journal_entry(const Check& check) {
  check_generic(check, "assigned_object_type", "assigned_object_id");
}

void check_service(const Check& check) {
  if (check.spec.since(4003000)) check_generic(check, "parent_object_type", "parent_object_id");
}

void check_custom_field(const Check& check) {
  const std::string name = check.value("name").get<std::string>();
  if (!std::all_of(name.begin(), name.end(),
                   [](unsigned char c) { return std::isalnum(c) || c == '_'; })) {
    return check.errors.add("name", "Only alphanumeric characters and underscores are allowed.");
  }
  if (name.find("__") != std::string::npos) {
    return check.errors.add("name", "Double underscores are not permitted in custom field names.");
  }
  if (check.before && check.changed("type")) {
    check.errors.add("type", "Changing the type of custom fields is not supported.");
  }
}

void check_cable(const Check& check) {
  for (const char* side : {"a_terminations", "b_terminations"}) {
    for (const Json& end : check.value(side)) {
      const std::string key = end["object_type"].get<std::string>() + '/' + end["object_id"].dump();
      for (const char* other : {"a_terminations", "b_terminations"}) {
        for (const Id id : check.store.having(check.type, check.type.at(other), key)) {
          if (id == check.row.id) continue;
          return check.errors.add("__all__", "Duplicate termination found for " +
                                                 end["object_type"].get<std::string>() + ' ' +
                                                 end["object_id"].dump() + ": cable " +
                                                 std::to_string(id));
        }
      }
      const Json type = field_of(check, "dcim.interface", end["object_id"], "type");
      if (end["object_type"] != "dcim.interface" ||
          !(type == "virtual" || type == "lag" || type == "bridge"))
        continue;
      return check.errors.add("__all__", "Cables cannot be terminated to " +
                                             *check.spec.by_name("dcim.interface")
                                                  ->find("type")
                                                  ->choices->label(type.get<std::string>()) +
                                             " interfaces");
    }
  }
}

}  // namespace

void apply_rules(const Check& check) {
  static const std::map<std::string, void (*)(const Check&)> rules = {
      {"dcim.cable", check_cable},
      {"dcim.device", check_device},
      {"dcim.interface", check_interface},
      {"dcim.macaddress", check_mac},
      {"extras.customfield", check_custom_field},
      {"extras.journalentry", check_journal_entry},
      {"ipam.ipaddress", check_address},
      {"ipam.prefix", check_prefix},
      {"ipam.service", check_service},
      {"ipam.vlan", check_vlan},
      {"ipam.vlangroup", check_scope},
      {"virtualization.cluster", check_scope},
      {"virtualization.virtualmachine", check_machine},
      {"virtualization.vminterface", check_interface},
  };
  const auto rule = rules.find(check.type.name);
  if (rule != rules.end()) rule->second(check);
}

}  // namespace muster::lab::netbox
