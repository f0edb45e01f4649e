#include "target/netbox/kinds.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace muster::netbox {
namespace {

using enum OnAbsent;

const std::array<Kind, 17>& table() {
  static const std::array<Kind, 17> rows{{
      {{"tag", "tag", "tags", keep, {}}, "extras/tags", "extras.tag", "id,name,slug"},
      {{"custom-field", "custom field", "custom fields", keep, {}},
       "extras/custom-fields",
       "extras.customfield",
       "id,name,type,object_types"},
      {{"manufacturer", "manufacturer", "manufacturers", keep, {}},
       "dcim/manufacturers",
       "dcim.manufacturer",
       "id,name,slug"},
      {{"device-role", "role", "roles", keep, {}},
       "dcim/device-roles",
       "dcim.devicerole",
       "id,name,slug"},
      {{"platform", "platform", "platforms", keep, {}},
       "dcim/platforms",
       "dcim.platform",
       "id,name,slug"},
      {{"cluster-type", "cluster type", "cluster types", keep, {}},
       "virtualization/cluster-types",
       "virtualization.clustertype",
       "id,name,slug"},
      {{"site", "site", "sites", keep, {}}, "dcim/sites", "dcim.site", "id,name,slug"},
      {{"device-type", "device type", "device types", keep, {}},
       "dcim/device-types",
       "dcim.devicetype",
       "id,model,slug,manufacturer,interface_template_count"},
      {{"cluster", "cluster", "clusters", keep, {}},
       "virtualization/clusters",
       "virtualization.cluster",
       "id,name,type,scope_type,scope_id"},
      {{"device", "device", "devices", retire, {{"status", "decommissioning"}}},
       "dcim/devices",
       "dcim.device",
       "id,name,site,role,device_type,status,tenant,platform,serial,primary_ip4,primary_ip6,"
       "custom_fields,tags,last_updated",
       true},
      {{"virtual-machine", "vm", "vms", retire, {{"status", "decommissioning"}}},
       "virtualization/virtual-machines",
       "virtualization.virtualmachine",
       "id,name,cluster,site,role,status,tenant,platform,primary_ip4,primary_ip6,"
       "custom_fields,tags,last_updated",
       true},
      {{"interface", "interface", "interfaces", retire, {{"enabled", false}}},
       "dcim/interfaces",
       "dcim.interface",
       "id,device,name,enabled,primary_mac_address,custom_fields,tags,last_updated",
       true},
      {{"vm-interface", "interface", "interfaces", retire, {{"enabled", false}}},
       "virtualization/interfaces",
       "virtualization.vminterface",
       "id,virtual_machine,name,enabled,primary_mac_address,custom_fields,tags,last_updated",
       true},
      {{"mac-address", "MAC", "MACs", keep, {}},
       "dcim/mac-addresses",
       "dcim.macaddress",
       "id,mac_address,assigned_object_type,assigned_object_id,assigned_object,custom_fields,"
       "tags,last_updated",
       true},
      {{"ip-address", "address", "addresses", retire, {{"status", "deprecated"}}},
       "ipam/ip-addresses",
       "ipam.ipaddress",
       "id,address,vrf,status,dns_name,assigned_object_type,assigned_object_id,"
       "assigned_object,custom_fields,tags,last_updated",
       true},
      {{"primary-mac", "", "", keep, {}}, "", "", ""},
      {{"primary-ip", "", "", keep, {}}, "", "", ""},
  }};
  return rows;
}

}  // namespace

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
  for (const Kind& row : table()) {
    if (row.traits.kind == name) return row;
  }
  throw Error("NetBox has no kind \"" + std::string(name) + "\"");
}

std::string_view endpoint_kind(const Operation& operation) {
  if (!kind(operation.kind).endpoint.empty()) return operation.kind;
  const std::string_view on = operation.owner.kind();
  return on == "vm" ? "virtual-machine" : on;
}

std::string device_natural(std::string_view site, std::string_view name) {
  return "device/" + std::string(site) + "/" + lower(name);
}

std::string vm_natural(std::string_view site, std::string_view cluster, std::string_view name) {
  return "vm/" + std::string(site) + "/" + std::string(cluster) + "/" + lower(name);
}

std::string interface_natural(const Key& owner, std::string_view name) {
  return "interface/" + owner.text() + "/" + std::string(name);
}

std::string ip_natural(std::string_view address) {
  return "ip/" + std::string(without_mask(address));
}

std::string mac_natural(const Key& interface, std::string_view mac) {
  return "mac/" + interface.text() + "/" + std::string(mac);
}

std::string_view without_mask(std::string_view address) {
  return address.substr(0, address.find('/'));
}

std::string interface_path(const Resource& owner, std::string_view name) {
  std::string prefix = owner.kind == "device" ? "" : "vm:";
  return prefix + text_of(owner.fields, "site") + "/" + text_of(owner.fields, "name") + "/" +
         std::string(name);
}

std::string_view interface_kind(std::string_view owner_kind) {
  return owner_kind == "device" ? "interface" : "vm-interface";
}

}  // namespace muster::netbox
