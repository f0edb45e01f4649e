#include "collect/switch/columns.h"

#include <array>

namespace muster::switches {
namespace {

constexpr unsigned kPorts = forwarding | neighbours | addresses | itself;
constexpr const char* kLags = "the table of link aggregations";
constexpr const char* kFdb = "the forwarding table";
constexpr const char* kFdbIds = "the table of forwarding databases";
constexpr const char* kVlans = "the table of VLANs";
constexpr const char* kLldp = "the LLDP neighbours";
constexpr const char* kCdp = "the CDP neighbours";
constexpr const char* kArp = "the ARP table";
constexpr const char* kHardware = "the table of hardware";
constexpr const char* kAddresses = "the table of addresses";
constexpr const char* kInterfaces = "the table of interfaces";

using C = Column;
constexpr std::array<ColumnSpec, static_cast<size_t>(Column::count)> kColumns{{
    {C::sys_descr, "1.3.6.1.2.1.1.1.0", itself, "the description", true},
    {C::sys_object_id, "1.3.6.1.2.1.1.2.0", itself, "the kind of device", true},
    {C::sys_name, "1.3.6.1.2.1.1.5.0", itself, "the name", true},
    {C::bridge_mac, "1.3.6.1.2.1.17.1.1.0", itself, "the bridge address", true},
    {C::root_port, "1.3.6.1.2.1.17.2.7.0", 0, "the spanning tree", true},
    {C::if_name, "1.3.6.1.2.1.31.1.1.1.1", kPorts, kInterfaces},
    {C::if_descr, "1.3.6.1.2.1.2.2.1.2", kPorts, kInterfaces},
    {C::if_alias, "1.3.6.1.2.1.31.1.1.1.18", itself, kInterfaces},
    {C::if_type, "1.3.6.1.2.1.2.2.1.3", kPorts, kInterfaces},
    {C::if_mtu, "1.3.6.1.2.1.2.2.1.4", itself, kInterfaces},
    {C::if_status, "1.3.6.1.2.1.2.2.1.8", forwarding, kInterfaces},
    {C::if_mac, "1.3.6.1.2.1.2.2.1.6", itself, kInterfaces},
    {C::if_stack, "1.3.6.1.2.1.31.1.2.1.3", forwarding, "the table of interface layers"},
    {C::base_port, "1.3.6.1.2.1.17.1.4.1.2", forwarding, "the table of bridge ports"},
    {C::lag_attached, "1.2.840.10006.300.43.1.2.1.1.13", forwarding, kLags},
    {C::lag_selected, "1.2.840.10006.300.43.1.2.1.1.12", forwarding, kLags},
    {C::lag_ports, "1.2.840.10006.300.43.1.1.2.1.1", forwarding, kLags},
    {C::mlt_ports, "1.3.6.1.4.1.2272.1.17.10.1.3", forwarding, kLags},
    {C::mlt_index, "1.3.6.1.4.1.2272.1.17.10.1.11", forwarding, kLags},
    {C::pagp_group, "1.3.6.1.4.1.9.9.98.1.1.1.1.8", forwarding, kLags},
    {C::clag_members, "1.3.6.1.4.1.9.9.225.1.4.1.1.2", forwarding, kLags},
    {C::q_port, "1.3.6.1.2.1.17.7.1.2.2.1.2", forwarding, kFdb},
    {C::q_status, "1.3.6.1.2.1.17.7.1.2.2.1.3", forwarding, kFdb},
    {C::ieee_port, "1.3.111.2.802.1.1.4.1.2.2.1.2", forwarding, kFdb},
    {C::ieee_status, "1.3.111.2.802.1.1.4.1.2.2.1.3", forwarding, kFdb},
    {C::d_address, "1.3.6.1.2.1.17.4.3.1.1", forwarding, kFdb},
    {C::d_port, "1.3.6.1.2.1.17.4.3.1.2", forwarding, kFdb},
    {C::d_status, "1.3.6.1.2.1.17.4.3.1.3", forwarding, kFdb},
    {C::huawei_port, "1.3.6.1.4.1.2011.5.25.42.2.1.3.1.4", forwarding, kFdb},
    {C::huawei_sticky_port, "1.3.6.1.4.1.2011.5.25.42.2.1.32.1.13", forwarding, kFdb},
    {C::aos6_disposition, "1.3.6.1.4.1.6486.800.1.2.1.8.1.1.1.1.3", forwarding, kFdb},
    {C::aos7_management, "1.3.6.1.4.1.6486.801.1.2.1.8.1.1.8.1.7", forwarding, kFdb},
    {C::timos_port, "1.3.6.1.4.1.6527.3.1.2.4.2.4.1.5", forwarding, kFdb},
    {C::timos_encap, "1.3.6.1.4.1.6527.3.1.2.4.2.4.1.6", forwarding, kFdb},
    {C::vlan_fdb_id, "1.3.6.1.2.1.17.7.1.4.2.1.3", forwarding, kFdbIds, false, true},
    {C::ieee_vlan_fdb_id, "1.3.111.2.802.1.1.4.1.4.2.1.4", forwarding, kFdbIds},
    {C::jnx_l2ald_tag, "1.3.6.1.4.1.2636.3.48.1.3.1.1.3", forwarding, kFdbIds},
    {C::jnx_l2ald_fdb_id, "1.3.6.1.4.1.2636.3.48.1.3.1.1.5", forwarding, kFdbIds},
    {C::jnx_ex_tag, "1.3.6.1.4.1.2636.3.40.1.5.1.5.1.5", forwarding, kFdbIds},
    {C::vlan_egress, "1.3.6.1.2.1.17.7.1.4.2.1.4", forwarding, kVlans, false, true},
    {C::vlan_untagged, "1.3.6.1.2.1.17.7.1.4.2.1.5", 0, kVlans, false, true},
    {C::ieee_vlan_egress, "1.3.111.2.802.1.1.4.1.4.2.1.5", forwarding, kVlans},
    {C::ieee_vlan_untagged, "1.3.111.2.802.1.1.4.1.4.2.1.6", 0, kVlans},
    {C::static_egress, "1.3.6.1.2.1.17.7.1.4.3.1.2", forwarding, kVlans},
    {C::static_untagged, "1.3.6.1.2.1.17.7.1.4.3.1.4", 0, kVlans},
    {C::static_name, "1.3.6.1.2.1.17.7.1.4.3.1.1", forwarding, kVlans},
    {C::ieee_static_egress, "1.3.111.2.802.1.1.4.1.4.3.1.4", forwarding, kVlans},
    {C::ieee_static_untagged, "1.3.111.2.802.1.1.4.1.4.3.1.6", 0, kVlans},
    {C::ieee_static_name, "1.3.111.2.802.1.1.4.1.4.3.1.3", forwarding, kVlans},
    {C::pvid, "1.3.6.1.2.1.17.7.1.4.5.1.1", 0, kVlans},
    {C::vtp_vlan_state, "1.3.6.1.4.1.9.9.46.1.3.1.1.2", forwarding, kVlans},
    {C::vm_vlan, "1.3.6.1.4.1.9.9.68.1.2.2.1.2", 0, kVlans},
    {C::trunk_vlans, "1.3.6.1.4.1.9.9.46.1.6.1.1.4", 0, kVlans},
    {C::trunk_vlans_2k, "1.3.6.1.4.1.9.9.46.1.6.1.1.17", 0, kVlans},
    {C::trunk_vlans_3k, "1.3.6.1.4.1.9.9.46.1.6.1.1.18", 0, kVlans},
    {C::trunk_vlans_4k, "1.3.6.1.4.1.9.9.46.1.6.1.1.19", 0, kVlans},
    {C::trunk_status, "1.3.6.1.4.1.9.9.46.1.6.1.1.14", 0, kVlans},
    {C::lldp_chassis_kind, "1.0.8802.1.1.2.1.3.1.0", 0, kLldp, true},
    {C::lldp_chassis, "1.0.8802.1.1.2.1.3.2.0", 0, kLldp, true},
    {C::lldp_port_id, "1.0.8802.1.1.2.1.3.7.1.3", neighbours, kLldp},
    {C::lldp_port_descr, "1.0.8802.1.1.2.1.3.7.1.4", neighbours, kLldp},
    {C::lldp_remote_chassis_kind, "1.0.8802.1.1.2.1.4.1.1.4", neighbours, kLldp, false, true},
    {C::lldp_remote_chassis, "1.0.8802.1.1.2.1.4.1.1.5", neighbours, kLldp, false, true},
    {C::lldp_remote_port_kind, "1.0.8802.1.1.2.1.4.1.1.6", neighbours, kLldp, false, true},
    {C::lldp_remote_port, "1.0.8802.1.1.2.1.4.1.1.7", neighbours, kLldp, false, true},
    {C::lldp_remote_port_descr, "1.0.8802.1.1.2.1.4.1.1.8", 0, kLldp, false, true},
    {C::lldp_remote_name, "1.0.8802.1.1.2.1.4.1.1.9", neighbours, kLldp, false, true},
    {C::lldp_remote_descr, "1.0.8802.1.1.2.1.4.1.1.10", 0, kLldp, false, true},
    {C::lldp_remote_capabilities, "1.0.8802.1.1.2.1.4.1.1.12", neighbours, kLldp, false, true},
    {C::lldp_remote_address, "1.0.8802.1.1.2.1.4.2.1.3", 0, kLldp, false, true},
    {C::mikrotik_neighbor_interface, "1.3.6.1.4.1.14988.1.1.11.1.1.8", neighbours, kLldp},
    {C::cdp_address, "1.3.6.1.4.1.9.9.23.1.2.1.1.4", 0, kCdp},
    {C::cdp_device, "1.3.6.1.4.1.9.9.23.1.2.1.1.6", neighbours, kCdp},
    {C::cdp_port, "1.3.6.1.4.1.9.9.23.1.2.1.1.7", neighbours, kCdp},
    {C::cdp_platform, "1.3.6.1.4.1.9.9.23.1.2.1.1.8", neighbours, kCdp},
    {C::cdp_capabilities, "1.3.6.1.4.1.9.9.23.1.2.1.1.9", neighbours, kCdp},
    {C::arp, "1.3.6.1.2.1.4.22.1.2", addresses, kArp},
    {C::arp_type, "1.3.6.1.2.1.4.22.1.4", 0, kArp},
    {C::net_to_physical, "1.3.6.1.2.1.4.35.1.4", addresses, kArp},
    {C::net_to_physical_type, "1.3.6.1.2.1.4.35.1.6", 0, kArp},
    {C::cisco_inet_to_media, "1.3.6.1.4.1.9.10.86.1.1.3.1.3", addresses, kArp},
    {C::ipv6_to_media, "1.3.6.1.2.1.55.1.12.1.2", addresses, kArp},
    {C::address_interface, "1.3.6.1.2.1.4.34.1.3", itself, kAddresses},
    {C::address_prefix, "1.3.6.1.2.1.4.34.1.5", 0, kAddresses},
    {C::old_address_interface, "1.3.6.1.2.1.4.20.1.2", itself, kAddresses},
    {C::old_address_mask, "1.3.6.1.2.1.4.20.1.3", 0, kAddresses},
    {C::entity_parent, "1.3.6.1.2.1.47.1.1.1.1.4", 0, kHardware},
    {C::entity_class, "1.3.6.1.2.1.47.1.1.1.1.5", itself, kHardware},
    {C::entity_firmware, "1.3.6.1.2.1.47.1.1.1.1.9", 0, kHardware},
    {C::entity_software, "1.3.6.1.2.1.47.1.1.1.1.10", 0, kHardware},
    {C::entity_serial, "1.3.6.1.2.1.47.1.1.1.1.11", itself, kHardware},
    {C::entity_model, "1.3.6.1.2.1.47.1.1.1.1.13", 0, kHardware},
    {C::vendor_model, "", 0, kHardware, true},
    {C::vendor_serial, "", 0, kHardware, true},
    {C::vendor_software, "", 0, kHardware, true},
    {C::probe_software, "1.3.6.1.2.1.16.19.2.0", 0, kHardware, true},
    {C::contexts, "1.3.6.1.6.3.16.1.1.1.1", addresses, "the table of contexts"},
}};

constexpr bool in_order() {
  for (size_t i = 0; i < kColumns.size(); ++i) {
    if (kColumns[i].column != static_cast<Column>(i)) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

const ColumnSpec& spec_of(Column column) { return kColumns[static_cast<size_t>(column)]; }

}  // namespace muster::switches
