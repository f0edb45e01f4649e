#include "target/netbox/kinds.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace muster::netbox {
namespace {

using enum OnAbsent;

const std::array<Kind, 17>& table() {
  static const std::array<Kind, 17> rows{{
      {{"tag", "tag", keep, {}}, "extras/tags", "extras.tag", "id,name,slug"},
      {{"custom-field", "custom field", keep, {}},
       "extras/custom-fields",
       "extras.customfield",
       "id,name,type,object_types"},
      {{"manufacturer", "manufacturer", keep, {}},
       "dcim/manufacturers",
       "dcim.manufacturer",
       "id,name,slug"},
      {{"device-role", "device role", keep, {}},
       "dcim/device-roles",
       "dcim.devicerole",
       "id,name,slug"},
      {{"platform", "platform", keep, {}}, "dcim/platforms", "dcim.platform", "id,name,slug"},
      {{"cluster-type", "cluster type", keep, {}},
       "virtualization/cluster-types",
       "virtualization.clustertype",
       "id,name,slug"},
      {{"site", "site", keep, {}}, "dcim/sites", "dcim.site", "id,name,slug"},
      {{"device-type", "device type", keep, {}},
       "dcim/device-types",
       "dcim.devicetype",
       "id,model,slug,manufacturer,interface_template_count"},
      {{"cluster", "cluster", keep, {}},
       "virtualization/clusters",
       "virtualization.cluster",
       "id,name,type,scope_type,scope_id"},
      {{"device", "device", retire, {{"status", "decommissioning"}}},
       "dcim/devices",
       "dcim.device",
       "id,name,site,role,device_type,status,tenant,platform,serial,primary_ip4,primary_ip6,"
       "custom_fields,tags,last_updated",
       true},
      {{"virtual-machine", "virtual machine", retire, {{"status", "decommissioning"}}},
       "virtualization/virtual-machines",
       "virtualization.virtualmachine",
       "id,name,cluster,site,role,status,tenant,platform,primary_ip4,primary_ip6,"
       "custom_fields,tags,last_updated",
       true},
      {{"interface", "interface", retire, {{"enabled", false}}},
       "dcim/interfaces",
       "dcim.interface",
       "id,device,name,enabled,primary_mac_address,custom_fields,tags,last_updated",
       true},
      {{"vm-interface", "VM interface", retire, {{"enabled", false}}},
       "virtualization/interfaces",
       "virtualization.vminterface",
       "id,virtual_machine,name,enabled,primary_mac_address,custom_fields,tags,last_updated",
       true},
      {{"mac-address", "MAC address", keep, {}},
       "dcim/mac-addresses",
       "dcim.macaddress",
       "id,mac_address,assigned_object_type,assigned_object_id,assigned_object,custom_fields,"
       "tags,last_updated",
       true},
      {{"ip-address", "address", retire, {{"status", "deprecated"}}},
       "ipam/ip-addresses",
       "ipam.ipaddress",
       "id,address,vrf,status,dns_name,assigned_object_type,assigned_object_id,"
       "assigned_object,custom_fields,tags,last_updated",
       true},
      {{"primary-mac", "primary MAC", keep, {}}, "", "", ""},
      {{"primary-ip", "primary address", keep, {}}, "", "", ""},
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

std::string key(std::string_view kind, std::string_view rest) {
  return std::string(kind) + ":" + std::string(rest);
}

std::string device_natural(std::string_view site, std::string_view name) {
  return "device/" + std::string(site) + "/" + lower(name);
}

std::string vm_natural(std::string_view site, std::string_view cluster, std::string_view name) {
  return "vm/" + std::string(site) + "/" + std::string(cluster) + "/" + lower(name);
}

std::string interface_natural(std::string_view owner_key, std::string_view name) {
  return "interface/" + std::string(owner_key) + "/" + std::string(name);
}

std::string ip_natural(std::string_view address) {
  return "ip/" + std::string(without_mask(address));
}

std::string mac_natural(std::string_view interface_key, std::string_view mac) {
  return "mac/" + std::string(interface_key) + "/" + std::string(mac);
}

std::string_view without_mask(std::string_view address) {
  return address.substr(0, address.find('/'));
}

std::string interface_path(const Resource& owner, std::string_view name) {
  auto field = [&](const char* which) {
    auto found = owner.fields.find(which);
    return found != owner.fields.end() && found->second.is_string()
               ? found->second.get<std::string>()
               : std::string();
  };
  std::string prefix = owner.kind == "device" ? "" : "vm:";
  return prefix + field("site") + "/" + field("name") + "/" + std::string(name);
}

std::string_view interface_kind(std::string_view owner_kind) {
  return owner_kind == "device" ? "interface" : "vm-interface";
}

}  // namespace muster::netbox
