#include "target/netbox/schema.h"

#include <algorithm>

#include "core/text.h"
#include "target/netbox/schema_found.h"

namespace muster::netbox {
namespace {

std::string natural_device(const Resource& device) {
  return "device/" + text_of(device.fields, "site") + "/" + lower(text_of(device.fields, "name"));
}

std::string natural_vm(const Resource& vm) {
  return "vm/" + text_of(vm.fields, "site") + "/" + text_of(vm.fields, "cluster") + "/" +
         lower(text_of(vm.fields, "name"));
}

std::string natural_port(const Resource& port) {
  return "interface/" + port.owner.text() + "/" + text_of(port.fields, "name");
}

std::string natural_mac(const Resource& mac) {
  return mac.owner.empty() ? ""
                           : "mac/" + mac.owner.text() + "/" + text_of(mac.fields, "mac_address");
}

std::string natural_ip(const Resource& ip) {
  return "ip/" +
         address_name(without_mask(text_of(ip.fields, "address")), text_of(ip.fields, "vrf"));
}

// Who holds an end is looked at before a cable is wanted.
std::string natural_nothing(const Resource&) { return ""; }

std::vector<Field> marked(std::vector<Field> fields) {
  fields.push_back({"muster_id", Form::mark, {}, "custom_fields"});
  fields.push_back({"tag", Form::tag, {}, "tags"});
  return fields;
}

// Fields that a classification may leave to people.
Field ours(Field field) {
  field.managed = field.name;
  return field;
}

Field needed(Field field) {
  field.required = true;
  return ours(field);
}

Field filled(Field field) {
  field.fills = true;
  return ours(field);
}

// All of a cable is one decision.
Field plug(Field field) {
  field.fills = true;
  field.managed = "cable";
  return field;
}

std::vector<Kind> owners() {
  using enum OnAbsent;
  using enum Form;
  return {
      {.traits =
           {"device", "device", "devices", retire, {{"status", "decommissioning"}}, "name", true},
       .level = Level::owner,
       .endpoint = "dcim/devices",
       .model = "dcim.device",
       .fields = marked({{"name"},
                         {"site", reference, "site", {}, true},
                         needed({"role", reference, "device-role"}),
                         needed({"device_type", reference, "device-type"}),
                         ours({"status", choice}),
                         ours({"tenant", given, "tenant"}),
                         ours({"platform", reference, "platform"}),
                         ours({"serial", blank}),
                         ours({"asset_tag"}),
                         ours({"location", placed, "location"}),
                         ours({"rack", placed, "rack"}),
                         ours({"cluster", reference, "cluster"})}),
       .found_by = "name",
       .also = "primary_ip4,primary_ip6",
       .natural = natural_device},
      {.traits =
           {"virtual-machine", "vm", "vms", retire, {{"status", "decommissioning"}}, "name", true},
       .level = Level::owner,
       .endpoint = "virtualization/virtual-machines",
       .model = "virtualization.virtualmachine",
       .fields = marked({{"name"},
                         {"site", reference, "site", {}, true},
                         {"cluster", reference, "cluster"},
                         ours({"role", reference, "device-role"}),
                         ours({"status", choice}),
                         ours({"tenant", given, "tenant"}),
                         ours({"platform", reference, "platform"}),
                         ours({"node", node, "device", "device"}),
                         filled({"vcpus", number}),
                         filled({"memory", number}),
                         filled({"disk", number})}),
       .found_by = "name",
       .key = "vm",
       .also = "primary_ip4,primary_ip6",
       .natural = natural_vm},
  };
}

std::vector<Kind> ports() {
  using enum OnAbsent;
  using enum Form;
  return {
      {.traits =
           {"interface", "interface", "interfaces", retire, {{"enabled", false}}, "name", true},
       .level = Level::port,
       .endpoint = "dcim/interfaces",
       .model = "dcim.interface",
       .fields = marked({{"device", owner, "device", {}, true},
                         {"name", text, {}, {}, true},
                         ours({"enabled", flag}),
                         filled({"type", choice}),
                         filled({"description", blank}),
                         filled({"mtu", number}),
                         filled({"lag", sibling, "interface"}),
                         filled({"vlans", vlans, "vlan", "mode"})}),
       .found_by = "device",
       .also = "primary_mac_address,untagged_vlan,tagged_vlans,cable",
       .natural = natural_port},
      {.traits =
           {"vm-interface", "interface", "interfaces", retire, {{"enabled", false}}, "name", true},
       .level = Level::port,
       .endpoint = "virtualization/interfaces",
       .model = "virtualization.vminterface",
       .fields = marked({{"virtual_machine", owner, "virtual-machine", {}, true},
                         {"name", text, {}, {}, true},
                         ours({"enabled", flag}),
                         filled({"description", blank}),
                         filled({"mtu", number}),
                         filled({"vlans", vlans, "vlan", "mode"})}),
       .found_by = "virtual_machine",
       .also = "primary_mac_address,untagged_vlan,tagged_vlans",
       .natural = natural_port},
  };
}

std::vector<Kind> on_ports() {
  using enum OnAbsent;
  using enum Form;
  return {
      {.traits = {"mac-address", "MAC", "MACs", remove, {}, "", true},
       .level = Level::attached,
       .endpoint = "dcim/mac-addresses",
       .model = "dcim.macaddress",
       .fields =
           marked({{"mac_address", mac}, {"interface", interface, {}, "assigned_object_id", true}}),
       .found_by = "mac_address",
       .key = "mac",
       .natural = natural_mac},
      {.traits =
           {"ip-address", "address", "addresses", retire, {{"status", "deprecated"}}, "", true},
       .level = Level::attached,
       .endpoint = "ipam/ip-addresses",
       .model = "ipam.ipaddress",
       .fields = marked({{"address", address},
                         ours({"status", choice}),
                         ours({"dns_name", blank}),
                         {"vrf", reference, "vrf", {}, true},
                         {"interface", interface, {}, "assigned_object_id", true}}),
       .found_by = "address",
       .key = "ip",
       .natural = natural_ip},
      {.traits = {"cable", "cable", "cables", retire, {{"status", "decommissioning"}}, "", true},
       .level = Level::attached,
       .endpoint = "dcim/cables",
       .model = "dcim.cable",
       .fields =
           marked({plug({"port", end, {}, "a_terminations", true}),
                   plug({"switch_port", end, {}, "b_terminations"}), plug({"status", choice})}),
       .found_by = "port",
       .natural = natural_nothing},
      {.traits = {"primary-mac", "", "", keep, {}},
       .level = Level::link,
       .fields = {{"primary_mac", mac_of, "mac-address", "primary_mac_address"}}},
      {.traits = {"primary-ip", "", "", keep, {}},
       .level = Level::link,
       .fields = {{"primary_ip4", reference, "ip-address"},
                  {"primary_ip6", reference, "ip-address"}}},
  };
}

const std::vector<Kind>& table() {
  static const std::vector<Kind> rows = [] {
    std::vector<Kind> all;
    for (auto* rows_of : {bare_prerequisites, placed_prerequisites, addressing, owners, ports,
                          on_ports, looked_at}) {
      for (Kind& row : rows_of()) {
        if (row.swept()) row.traits.marks = {"muster_id", "tag"};
        for (const Field& field : row.fields) {
          const bool read = row.swept() || row.level == Level::link;
          if (read && field.form != Form::owner) row.traits.read.push_back(field.name);
        }
        all.push_back(std::move(row));
      }
    }
    return all;
  }();
  return rows;
}

template <class Test>
const Kind& first_kind(std::string_view what, const Test& test) {
  for (const Kind& row : table()) {
    if (test(row)) return row;
  }
  throw Error("NetBox has no kind \"" + std::string(what) + "\"");
}

std::string rights_on(const Kind& kind) {
  if (kind.swept()) return "view, add, change, delete";
  if (kind.level == Level::reading) return "view";
  return kind.grows ? "view, add, change" : "view, add";
}

}  // namespace

bool Kind::swept() const {
  return level == Level::owner || level == Level::port || level == Level::attached;
}

const Field* Kind::field(std::string_view wanted) const {
  if (wanted.starts_with(tag_prefix)) wanted = "tag";
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& each) { return each.name == wanted; });
  return found == fields.end() ? nullptr : &*found;
}

const Field* Kind::field(Form wanted) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& each) { return each.form == wanted; });
  return found == fields.end() ? nullptr : &*found;
}

std::string Kind::listed() const {
  std::string out = "id";
  for (const Field& each : fields) {
    if (each.form == Form::made) continue;
    out += "," + std::string(each.in_netbox());
    if (each.form == Form::scope) out += ",scope_type";
    if (each.form == Form::interface) out += ",assigned_object_type,assigned_object";
  }
  if (!also.empty()) out += "," + std::string(also);
  return out + (swept() ? ",last_updated" : "");
}

std::span<const Kind> kinds() { return table(); }

std::span<const KindTraits> kind_traits() {
  static const std::vector<KindTraits> traits = [] {
    std::vector<KindTraits> all;
    for (const Kind& row : table()) all.push_back(row.traits);
    return all;
  }();
  return traits;
}

const Kind& kind(std::string_view name) {
  return first_kind(name, [&](const Kind& row) { return row.traits.kind == name; });
}

const Kind& kind_of_key(std::string_view word) {
  return first_kind(word, [&](const Kind& row) { return row.key_word() == word; });
}

const Kind& endpoint_kind(const Operation& operation) {
  const Kind& own = kind(operation.kind);
  return own.level == Level::link ? kind_of_key(operation.owner.kind()) : own;
}

const Kind& port_kind(std::string_view owner_kind) {
  return first_kind(owner_kind, [&](const Kind& row) {
    const Field* on = row.field(Form::owner);
    return on && on->to == owner_kind;
  });
}

std::string natural_of(const Resource& resource) {
  const Kind& row = kind(resource.kind);
  return row.natural ? row.natural(resource) : "";
}

std::string word_of(const Resource& prerequisite) {
  const Kind& row = kind(prerequisite.kind);
  if (row.field(Form::scope)) return text_of(prerequisite.fields, row.named_by);
  return std::string(prerequisite.key.rest());
}

std::string address_name(std::string_view ip, const std::string& vrf) {
  return std::string(ip) + (vrf.empty() ? "" : "%" + vrf);
}

std::string_view without_mask(std::string_view address) {
  return address.substr(0, address.find('/'));
}

std::string interface_path(const Resource& owner, std::string_view name) {
  const std::string_view word = kind(owner.kind).key_word();
  const std::string prefix = word == "device" ? "" : std::string(word) + ":";
  return prefix + text_of(owner.fields, "site") + "/" + text_of(owner.fields, "name") + "/" +
         std::string(name);
}

std::vector<std::pair<std::string, std::vector<std::string_view>>> rights() {
  std::vector<std::pair<std::string, std::vector<std::string_view>>> out;
  for (const Kind& row : table()) {
    if (row.level == Level::link) continue;
    const std::string words = rights_on(row);
    auto at = std::find_if(out.begin(), out.end(),
                           [&](const auto& group) { return group.first == words; });
    if (at == out.end()) at = out.insert(out.end(), {words, {}});
    at->second.push_back(row.model);
  }
  return out;
}

}  // namespace muster::netbox
