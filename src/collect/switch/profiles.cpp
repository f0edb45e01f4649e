#include "collect/switch/profiles.h"

#include <algorithm>

#include "core/text.h"
#include "model/topology.h"

namespace muster::switches {
namespace {

using F = FdbSource;

// More special rows stand before more general ones. Where a quirk is from is said beside it.
constexpr Profile kProfiles[] = {
    // On hardware of any vendor. Its forwarding table has ifIndexes (rfc4363.py of
    // sonic-snmpagent).
    {.name = "sonic",
     .word = "SONiC Software Version",
     .system = "SONiC",
     .version_after = "Software Version: SONiC.",
     .q_ports_are_indexes = true,
     .d_ports_are_indexes = true},
    // Cisco small business: Q-BRIDGE, no contexts of VLANs, broken GETBULK.
    {.name = "cisco-smb",
     .object_id = "1.3.6.1.4.1.9.6.1",
     .vendor = "Cisco",
     .bulk = false,
     .cdp = true},
    // Their successors stand among the products of IOS.
    {.name = "cisco-smb",
     .object_id = "1.3.6.1.4.1.9.1",
     .word = "Catalyst 1200",
     .vendor = "Cisco",
     .bulk = false,
     .cdp = true},
    {.name = "cisco-smb",
     .object_id = "1.3.6.1.4.1.9.1",
     .word = "Catalyst 1300",
     .vendor = "Cisco",
     .bulk = false,
     .cdp = true},
    {.name = "nx-os",
     .object_id = "1.3.6.1.4.1.9",
     .word = "NX-OS",
     .vendor = "Cisco",
     .system = "NX-OS",
     .version_after = "Version ",
     .fdb = {F::vlan_contexts, F::q_bridge, F::bridge},
     .reserved_vlans = true,
     .cdp = true,
     .cisco_arp = true,
     .vrf_contexts = true},
    // IOS knows a MAC only in the context of its VLAN; its Q-BRIDGE is not to be preferred.
    {.name = "ios",
     .object_id = "1.3.6.1.4.1.9",
     .vendor = "Cisco",
     .system = "IOS",
     .version_after = "Version ",
     .fdb = {F::vlan_contexts, F::q_bridge, F::bridge},
     .reserved_vlans = true,
     .cdp = true,
     .cisco_arp = true,
     .vrf_contexts = true},
    // l2ald counts forwarding databases in steps of 65536; port lists are text unless configured.
    {.name = "junos",
     .object_id = "1.3.6.1.4.1.2636",
     .vendor = "Juniper",
     .system = "Junos",
     .version_after = "JUNOS ",
     .fdb_id = FdbIdRule::vendor_map,
     .port_text = true,
     .vrf_contexts = true},
    {.name = "aruba-cx",
     .object_id = "1.3.6.1.4.1.47196.4.1",
     .vendor = "Aruba",
     .system = "AOS-CX",
     .fdb = {F::ieee_q_bridge, F::q_bridge, F::bridge}},
    {.name = "procurve",
     .object_id = "1.3.6.1.4.1.11.2",
     .vendor = "HP",
     .version_after = "revision ",
     .fdb_id = FdbIdRule::ordinal,
     .cdp = true,
     .serial = "1.3.6.1.4.1.11.2.36.1.1.2.9.0"},
    // The table of forwarding databases is there, and wrong.
    {.name = "comware",
     .object_id = "1.3.6.1.4.1.25506",
     .vendor = "H3C",
     .system = "Comware",
     .version_after = "Software Version ",
     .fdb_id = FdbIdRule::id_is_vlan},
    {.name = "3com",
     .object_id = "1.3.6.1.4.1.43",
     .vendor = "3Com",
     .fdb_id = FdbIdRule::id_is_vlan},
    // Often no Q-BRIDGE; BRIDGE-MIB has MACs that the table of the vendor lacks, and the reverse.
    {.name = "vrp",
     .object_id = "1.3.6.1.4.1.2011",
     .vendor = "Huawei",
     .system = "VRP",
     .version_after = "Version ",
     .fdb = {F::vendor, F::q_bridge, F::bridge},
     .fdb_all = true,
     .vrf_contexts = true,
     .vendor_fdb = {{{Column::huawei_port, "Mv*"}, {Column::huawei_sticky_port, "vss.M*"}}}},
    {.name = "swos",
     .object_id = "1.3.6.1.4.1.14988.2",
     .vendor = "MikroTik",
     .system = "SwOS",
     .fdb = {F::bridge}},
    // Before 7.7 the local port of an LLDP row is wrong. BRIDGE-MIB has ifIndexes, Q-BRIDGE bridge
    // ports: where a device tells both tables, one is the other by dot1dBasePortIfIndex.
    {.name = "routeros",
     .object_id = "1.3.6.1.4.1.14988",
     .vendor = "MikroTik",
     .system = "RouterOS",
     .fdb = {F::q_bridge, F::bridge},
     .d_ports_are_indexes = true,
     .lldp = LldpLocal::neighbor_table,
     .model = "1.3.6.1.4.1.14988.1.1.7.8.0",
     .serial = "1.3.6.1.4.1.14988.1.1.7.3.0",
     .software = "1.3.6.1.4.1.14988.1.1.4.4.0"},
    // The number is Broadcom's, whose FASTPATH others use as well.
    {.name = "edgeswitch",
     .object_id = "1.3.6.1.4.1.4413",
     .word = "EdgeSwitch",
     .vendor = "Ubiquiti",
     .system = "EdgeSwitch"},
    {.name = "edgeswitch", .object_id = "1.3.6.1.4.1.4413", .word = "US-", .vendor = "Ubiquiti"},
    {.name = "edgeswitch", .object_id = "1.3.6.1.4.1.4413", .word = "USW", .vendor = "Ubiquiti"},
    {.name = "fastpath", .object_id = "1.3.6.1.4.1.4413"},
    {.name = "unifi",
     .object_id = "1.3.6.1.4.1.41112",
     .vendor = "Ubiquiti",
     .version_after = "firmware "},
    {.name = "unifi-linux",
     .object_id = "1.3.6.1.4.1.8072.3.2.10",
     .word = "USW",
     .vendor = "Ubiquiti",
     .version_after = "firmware "},
    // Ports count from 1, ifIndexes from 49153; no table of forwarding databases: ids are VLANs.
    {.name = "jetstream",
     .object_id = "1.3.6.1.4.1.11863",
     .vendor = "TP-Link",
     .fdb_id = FdbIdRule::id_is_vlan,
     .port_offset = 49152,
     .bulk = false,
     .model = "1.3.6.1.4.1.11863.6.1.1.5.0",
     .serial = "1.3.6.1.4.1.11863.6.1.1.8.0",
     .software = "1.3.6.1.4.1.11863.6.1.1.6.0"},
    {.name = "d-link", .object_id = "1.3.6.1.4.1.171", .vendor = "D-Link", .boots_software = true},
    {.name = "zyxel",
     .object_id = "1.3.6.1.4.1.890",
     .vendor = "Zyxel",
     .fdb_id = FdbIdRule::id_is_vlan,
     .software = "1.3.6.1.4.1.890.1.15.3.1.6.0"},
    {.name = "netonix", .object_id = "1.3.6.1.4.1.46242", .vendor = "Netonix", .fdb = {F::bridge}},
    {.name = "fortiswitch",
     .object_id = "1.3.6.1.4.1.12356.106",
     .vendor = "Fortinet",
     .system = "FortiSwitchOS",
     .version_after = " v",
     .fdb = {F::bridge, F::q_bridge},
     .ports_by_value = true,
     .software = "1.3.6.1.4.1.12356.106.4.1.1.0"},
    {.name = "exos",
     .object_id = "1.3.6.1.4.1.1916",
     .vendor = "Extreme",
     .system = "ExtremeXOS",
     .version_after = "version ",
     .bulk = false},
    {.name = "voss", .object_id = "1.3.6.1.4.1.2272", .vendor = "Extreme", .system = "VOSS"},
    {.name = "boss", .object_id = "1.3.6.1.4.1.45", .vendor = "Extreme", .system = "BOSS"},
    {.name = "enterasys",
     .object_id = "1.3.6.1.4.1.5624",
     .vendor = "Enterasys",
     .time_mark_zero = true},
    {.name = "os10",
     .object_id = "1.3.6.1.4.1.674.11000.5000.100.2",
     .vendor = "Dell",
     .system = "OS10"},
    {.name = "powerconnect",
     .object_id = "1.3.6.1.4.1.674",
     .vendor = "Dell",
     .fdb_id = FdbIdRule::id_is_vlan},
    {.name = "os9",
     .object_id = "1.3.6.1.4.1.6027",
     .vendor = "Dell",
     .system = "OS9",
     .version_after = "Software Version: ",
     .fdb_id = FdbIdRule::id_is_vlan,
     .bulk = false},
    {.name = "arista",
     .object_id = "1.3.6.1.4.1.30065",
     .vendor = "Arista",
     .system = "EOS",
     .version_after = "version "},
    {.name = "cumulus", .object_id = "1.3.6.1.4.1.40310", .system = "Cumulus Linux"},
    {.name = "aos7",
     .object_id = "1.3.6.1.4.1.6486.801",
     .vendor = "Alcatel-Lucent",
     .system = "AOS",
     .fdb = {F::vendor, F::q_bridge, F::bridge},
     .vendor_fdb = {{{Column::aos7_management, "..iv.M"}}}},
    {.name = "aos6",
     .object_id = "1.3.6.1.4.1.6486.800",
     .vendor = "Alcatel-Lucent",
     .system = "AOS",
     .fdb = {F::vendor, F::q_bridge, F::bridge},
     .vendor_fdb = {{{Column::aos6_disposition, "ivM"}}}},
    // Minutes for each column: read few.
    {.name = "timos",
     .object_id = "1.3.6.1.4.1.6527",
     .vendor = "Nokia",
     .system = "TiMOS",
     .fdb = {F::vendor},
     .status = false,
     .vrf_contexts = true,
     .vendor_fdb = {{{Column::timos_port, ".M", Column::timos_encap}}}},
    // AT-IFS802SP: Q-BRIDGE is wrong where BRIDGE is right.
    {.name = "allied-ifs",
     .object_id = "1.3.6.1.4.1.207",
     .word = "IFS802",
     .vendor = "Allied Telesis",
     .fdb = {F::bridge}},
    {.name = "allied", .object_id = "1.3.6.1.4.1.207", .vendor = "Allied Telesis"},
    {.name = "ironware", .object_id = "1.3.6.1.4.1.1991", .vendor = "Brocade", .bulk = false},
    {.name = "eltex", .object_id = "1.3.6.1.4.1.35265", .vendor = "Eltex", .bulk = false},
    {.name = "fs", .object_id = "1.3.6.1.4.1.52642", .vendor = "FS", .bulk = false},
    {.name = "edgecore", .object_id = "1.3.6.1.4.1.259", .vendor = "Edgecore"},
    {.name = "any"},
};

constexpr unsigned bit(Capability one) { return static_cast<unsigned>(one); }

// What CDP and some LLDP speakers call a bridge or router while they are something else.
constexpr unsigned kForwards = bit(Capability::bridge) | bit(Capability::router);
constexpr PeerWord kPeerWords[] = {
    {"mikrotik routeros", 0, 0, true},
    {"cisco air-", bit(Capability::access_point), kForwards},
    {"cisco c91", bit(Capability::access_point), kForwards},
    {"cisco ip phone", bit(Capability::telephone), kForwards},
    {"access point", bit(Capability::access_point), 0},
    {"ip phone", bit(Capability::telephone), kForwards},
};

bool below(std::string_view object_id, std::string_view prefix) {
  return object_id.starts_with(prefix) &&
         (object_id.size() == prefix.size() || object_id[prefix.size()] == '.');
}

}  // namespace

std::span<const Profile> profiles() { return kProfiles; }

const Profile& find_profile(std::string_view object_id, std::string_view description) {
  const std::string told = lower(description);
  const auto matches = [&](const Profile& profile) {
    return (profile.object_id.empty() || below(object_id, profile.object_id)) &&
           told.find(lower(profile.word)) != std::string::npos;
  };
  return *std::find_if(std::begin(kProfiles), std::end(kProfiles) - 1, matches);
}

std::span<const PeerWord> peer_words() { return kPeerWords; }

}  // namespace muster::switches
