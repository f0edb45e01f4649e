// The columns muster reads of a switch, by name. Sources: RFC 3418 (SNMPv2), 2863 (IF), 2021
// (RMON2), 4293 (IP), 4133 (ENTITY), 4188 (BRIDGE), 4363 (Q-BRIDGE), 2465 (IPV6), 3415 (VACM), IEEE
// 802.1Q, 802.1AB, 802.3ad, and the MIBs of the vendors.
#pragma once
#include <cstdint>

#include "wire/snmp/snmp.h"

namespace muster::switches {

enum class Column : uint8_t {
  sys_descr,
  sys_object_id,
  sys_name,
  bridge_mac,
  root_port,
  if_name,
  if_descr,
  if_alias,
  if_type,
  if_mtu,
  if_status,
  if_mac,
  if_stack,
  base_port,
  lag_attached,
  lag_selected,
  lag_ports,
  mlt_ports,
  mlt_index,
  pagp_group,
  clag_members,
  q_port,
  q_status,
  ieee_port,
  ieee_status,
  d_address,
  d_port,
  d_status,
  huawei_port,
  huawei_sticky_port,
  aos6_disposition,
  aos7_management,
  timos_port,
  timos_encap,
  vlan_fdb_id,
  ieee_vlan_fdb_id,
  jnx_l2ald_tag,
  jnx_l2ald_fdb_id,
  jnx_ex_tag,
  vlan_egress,
  vlan_untagged,
  ieee_vlan_egress,
  ieee_vlan_untagged,
  static_egress,
  static_untagged,
  static_name,
  ieee_static_egress,
  ieee_static_untagged,
  ieee_static_name,
  pvid,
  vtp_vlan_state,
  vm_vlan,
  trunk_vlans,
  trunk_vlans_2k,
  trunk_vlans_3k,
  trunk_vlans_4k,
  trunk_status,
  lldp_chassis_kind,
  lldp_chassis,
  lldp_port_id,
  lldp_port_descr,
  lldp_remote_chassis_kind,
  lldp_remote_chassis,
  lldp_remote_port_kind,
  lldp_remote_port,
  lldp_remote_port_descr,
  lldp_remote_name,
  lldp_remote_descr,
  lldp_remote_capabilities,
  lldp_remote_address,
  mikrotik_neighbor_interface,
  cdp_address,
  cdp_device,
  cdp_port,
  cdp_platform,
  cdp_capabilities,
  arp,
  arp_type,
  net_to_physical,
  net_to_physical_type,
  cisco_inet_to_media,
  ipv6_to_media,
  address_interface,
  address_prefix,
  old_address_interface,
  old_address_mask,
  entity_parent,
  entity_class,
  entity_firmware,
  entity_software,
  entity_serial,
  entity_model,
  vendor_model,
  vendor_serial,
  vendor_software,
  probe_software,
  contexts,
  count,
};

// What a column is read for: who may no longer say "no longer there" when it is not read whole.
enum Serves : unsigned { forwarding = 1, neighbours = 2, addresses = 4, itself = 8 };

struct ColumnSpec {
  Column column;
  const char* oid;   // "" where the profile has it
  unsigned serves;   // of Serves
  const char* what;  // for people
  bool get = false;
  bool time_filter = false;  // the first part of the index is a TimeMark (RFC 4502)
};

const ColumnSpec& spec_of(Column column);

}  // namespace muster::switches
