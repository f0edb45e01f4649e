// What differs between vendors, as data: one table, in profiles.cpp. Nothing else in this folder
// knows a vendor.
#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "collect/switch/columns.h"

namespace muster::switches {

enum class FdbSource { none, vlan_contexts, q_bridge, ieee_q_bridge, bridge, vendor };

// How the id of a forwarding database leads to VLANs.
enum class FdbIdRule {
  map,         // by dot1qVlanFdbId; without that table, where all ids are VLANs that there are
  id_is_vlan,  // the id is the VLAN, whatever the table says
  ordinal,     // as `map`; without that table, id n is the n-th VLAN
  vendor_map,  // by a table of the vendor
};

// What LLDP's local port number is.
enum class LldpLocal { any, neighbor_table };

// A forwarding table of the vendor.
struct VendorFdb {
  Column column = Column::count;
  // The parts of its index in order: M a MAC (6 parts), v the VLAN, i the ifIndex, s a text with
  // its length before it, . any one part, * the rest. Without an i the value is the ifIndex.
  std::string_view index = {};
  Column encapsulation = Column::count;  // a column whose low 12 bits are the VLAN
};

struct Profile {
  std::string_view name = {};
  // All that are given must hold: sysObjectID begins with, sysDescr has (any case).
  std::string_view object_id = {};
  std::string_view word = {};
  std::string_view vendor = {};
  std::string_view system = {};  // its operating system
  // What of sysDescr stands before its version and before its model, "^" its beginning.
  std::array<std::string_view, 2> version_after = {}, model_after = {};
  std::array<FdbSource, 3> fdb = {FdbSource::q_bridge, FdbSource::ieee_q_bridge, FdbSource::bridge};
  bool fdb_all = false;  // reads all of `fdb`, not only up to the first that knows a port
  FdbIdRule fdb_id = FdbIdRule::map;
  uint32_t port_offset = 0;  // ifIndex = port number + this
  // Where nothing decides (reading.h), the ports of Q-BRIDGE and of BRIDGE-MIB are ifIndexes.
  bool q_ports_are_indexes = false, d_ports_are_indexes = false;
  bool ports_by_value = false;  // the port number is a value of the base-port table, not a key
  bool port_text = false;       // port lists may be text
  bool reserved_vlans = false;  // 1002 to 1005 are not for hosts
  bool bulk = true;             // answers GETBULK rightly
  bool status = true;           // the status of forwarding rows is cheap to read
  bool time_mark_zero = false;  // asks TimeFilter tables from mark 0 only: other marks loop
  bool cdp = false;
  bool mlt = false;  // multi-link trunks have a table of their own (RC-MLT-MIB)
  bool cisco_arp = false;
  bool vrf_contexts = false;    // the contexts of its VRFs stand in vacmContextTable
  bool boots_software = false;  // entPhysicalSoftwareRev is of the boot loader, FirmwareRev runs
  LldpLocal lldp = LldpLocal::any;
  std::array<VendorFdb, 2> vendor_fdb = {};
  // Single values where ENTITY-MIB has none; "" none.
  std::string_view model = {}, serial = {}, software = {};
};

std::span<const Profile> profiles();  // the first that matches counts; the last matches all
const Profile& find_profile(std::string_view object_id, std::string_view description);

// What a neighbour is by the words it tells of itself.
struct PeerWord {
  std::string_view word = {};  // in its platform or system description, any case
  unsigned is = 0;             // of Capability
  unsigned is_not = 0;
  bool port_is_path = false;  // its ports read "bridge/ether2"
};
std::span<const PeerWord> peer_words();

}  // namespace muster::switches
