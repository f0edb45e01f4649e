#include "netbox_spec.h"

namespace muster::lab::netbox {

// choices NAME value:Label,…
const std::string_view choice_rows = R"(
choices site_status planned:Planned,staging:Staging,active:Active,decommissioning:Decommissioning,retired:Retired
choices rack_status reserved:Reserved,available:Available,planned:Planned,active:Active,deprecated:Deprecated
choices device_status offline:Offline,active:Active,planned:Planned,staged:Staged,failed:Failed,inventory:Inventory,decommissioning:Decommissioning
choices face front:Front,rear:Rear
choices airflow front-to-rear:Front to rear,rear-to-front:Rear to front,left-to-right:Left to right,right-to-left:Right to left,side-to-rear:Side to rear,passive:Passive,mixed:Mixed
choices duplex half:Half,full:Full,auto:Auto
choices interface_mode access:Access,tagged:Tagged,tagged-all:Tagged (All),q-in-q:Q-in-Q (802.1ad)
choices interface_type virtual:Virtual,bridge:Bridge,lag:Link Aggregation Group (LAG),100base-fx:100BASE-FX (10/100ME),100base-tx:100BASE-TX (10/100ME),1000base-t:1000BASE-T (1GE),1000base-sx:1000BASE-SX (1GE),1000base-lx:1000BASE-LX (1GE),1000base-x-gbic:GBIC (1GE),1000base-x-sfp:SFP (1GE),2.5gbase-t:2.5GBASE-T (2.5GE),5gbase-t:5GBASE-T (5GE),10gbase-t:10GBASE-T (10GE),10gbase-cx4:10GBASE-CX4 (10GE),10gbase-x-sfpp:SFP+ (10GE),10gbase-x-xfp:XFP (10GE),25gbase-x-sfp28:SFP28 (25GE),40gbase-x-qsfpp:QSFP+ (40GE),50gbase-x-sfp28:QSFP28 (50GE),50gbase-x-sfp56:SFP56 (50GE),100gbase-x-qsfp28:QSFP28 (100GE),200gbase-x-qsfp56:QSFP56 (200GE),400gbase-x-qsfpdd:QSFP-DD (400GE),ieee802.11a:IEEE 802.11a,ieee802.11g:IEEE 802.11b/g,ieee802.11n:IEEE 802.11n,ieee802.11ac:IEEE 802.11ac,ieee802.11ax:IEEE 802.11ax,ieee802.11be:IEEE 802.11be,other-wireless:Other (Wireless),gsm:GSM,lte:LTE,4g:4G,5g:5G,gpon:GPON (2.5 Gbps / 1.25 Gbps),xdsl:xDSL,docsis:DOCSIS,other:Other
choices cable_status connected:Connected,planned:Planned,decommissioning:Decommissioning
choices cable_type cat3:CAT3,cat5:CAT5,cat5e:CAT5e,cat6:CAT6,cat6a:CAT6a,cat7:CAT7,cat8:CAT8,dac-active:Direct Attach Copper (Active),dac-passive:Direct Attach Copper (Passive),mmf:Multimode Fiber,smf:Single-mode Fiber,aoc:Active Optical Cabling (AOC)
choices service_protocol tcp:TCP,udp:UDP,sctp:SCTP
choices ip_status active:Active,reserved:Reserved,deprecated:Deprecated,dhcp:DHCP,slaac:SLAAC
choices ip_role loopback:Loopback,secondary:Secondary,anycast:Anycast,vip:VIP,vrrp:VRRP,hsrp:HSRP,glbp:GLBP,carp:CARP
choices prefix_status container:Container,active:Active,reserved:Reserved,deprecated:Deprecated
choices cluster_status planned:Planned,staging:Staging,active:Active,decommissioning:Decommissioning,offline:Offline
choices vm_status offline:Offline,active:Active,planned:Planned,staged:Staged,failed:Failed,decommissioning:Decommissioning,paused:Paused
choices start_on_boot on:On,off:Off,laststate:Last State
choices cf_type text:Text,longtext:Text (long),integer:Integer,decimal:Decimal,boolean:Boolean (true/false),date:Date,datetime:Date & time,url:URL,json:JSON,select:Selection,multiselect:Multiple selection,object:Object,multiobject:Multiple objects
choices filter_logic disabled:Disabled,loose:Loose,exact:Exact
choices ui_visible always:Always,if-set:If set,hidden:Hidden
choices ui_editable yes:Yes,no:No,hidden:Hidden
choices cf_status active:Active,deprecated:Deprecated
choices journal_kind info:Info,success:Success,warning:Warning,danger:Danger
choices action create:Created,update:Updated,delete:Deleted
)";

const std::string_view types_dcim = R"(
type dcim.site dcim/sites Site site
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  status choice set=site_status ="active"
  tenant ref to=tenancy.tenant null
  facility text max=50
  time_zone zone null
  description text max=200 brief
  physical_address text max=200
  shipping_address text max=200
  latitude dec null
  longitude dec null
  comments text
  null region group owner
  list asns
  device_count count to=dcim.device by=site
  virtualmachine_count count to=virtualization.virtualmachine by=site
  zero circuit_count prefix_count rack_count vlan_count
  unique name
  unique slug

type dcim.location dcim/locations Location location
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  site ref to=dcim.site req del=cascade
  parent ref to=dcim.location null del=cascade
  status choice set=site_status ="active"
  tenant ref to=tenancy.tenant null
  facility text max=50
  description text max=200 brief
  comments text since=4.3
  null owner
  rack_count count to=dcim.rack by=location brief
  device_count count to=dcim.device by=location
  zero prefix_count
  _depth computed brief
  unique site,parent?,name|A location with this name already exists within the specified site.
  unique site,parent?,slug|A location with this slug already exists within the specified site.

type dcim.rack dcim/racks Rack rack
  name text req max=100 brief idx
  facility_id text null max=50
  site ref to=dcim.site req
  location ref to=dcim.location null del=clear
  tenant ref to=tenancy.tenant null
  status choice set=rack_status ="active"
  serial text max=50
  asset_tag text null max=50 idx
  object width
  u_height int least=1 most=100 =42
  starting_unit int least=1 =1
  weight dec null
  max_weight int null least=0
  desc_units bool =false
  outer_width dec null
  outer_height dec null
  outer_depth dec null
  mounting_depth int null least=0
  description text max=200 brief
  comments text
  null role rack_type form_factor weight_unit outer_unit airflow owner group
  null cooling_capability cooling_capacity
  device_count count to=dcim.device by=rack brief
  zero powerfeed_count
  unique asset_tag
  unique location,name|Rack with this Location and Name already exists.

type dcim.manufacturer dcim/manufacturers Manufacturer manufacturer
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  description text max=200 brief
  comments text since=4.4
  null owner
  devicetype_count count to=dcim.devicetype by=manufacturer
  platform_count count to=dcim.platform by=manufacturer
  zero moduletype_count inventoryitem_count
  unique name
  unique slug

type dcim.devicetype dcim/device-types DeviceType device type order=model
  manufacturer ref to=dcim.manufacturer req brief
  default_platform ref to=dcim.platform null del=clear
  model text req max=100 brief idx
  slug slug req max=100 brief idx
  part_number text max=50
  u_height dec least=0 =1.0
  exclude_from_utilization bool =false
  is_full_depth bool =true
  airflow choice set=airflow null
  weight dec null
  description text max=200 brief
  comments text
  null subdevice_role cooling_method weight_unit end_of_life front_image rear_image owner
  device_count count to=dcim.device by=device_type brief
  zero console_port_template_count console_server_port_template_count power_port_template_count
  zero power_outlet_template_count cooling_intake_template_count cooling_outflow_template_count
  zero interface_template_count front_port_template_count rear_port_template_count
  zero device_bay_template_count module_bay_template_count inventory_item_template_count
  unique manufacturer,model|Device type with this Manufacturer and Model already exists.
  unique manufacturer,slug|Device type with this Manufacturer and Slug already exists.

type dcim.devicerole dcim/device-roles DeviceRole device role
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  color color ="9e9e9e"
  vm_role bool =true
  parent ref to=dcim.devicerole null del=cascade since=4.3
  description text max=200 brief
  comments text since=4.3
  null config_template owner
  device_count count to=dcim.device by=role brief
  virtualmachine_count count to=virtualization.virtualmachine by=role brief
  _depth computed brief
  unique parent?,name|A device role with this name already exists.
  unique parent?,slug|A device role with this slug already exists.

type dcim.platform dcim/platforms Platform platform
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  parent ref to=dcim.platform null del=cascade since=4.4
  manufacturer ref to=dcim.manufacturer null
  description text max=200 brief
  comments text since=4.4
  null config_template owner
  device_count count to=dcim.device by=platform brief
  virtualmachine_count count to=virtualization.virtualmachine by=platform brief
  _depth computed brief
  unique manufacturer?,name|Platform name must be unique.
  unique manufacturer?,slug|Platform slug must be unique.

type dcim.device dcim/devices Device device
  name text null max=64 brief idx
  device_type ref to=dcim.devicetype req
  role ref to=dcim.devicerole req
  tenant ref to=tenancy.tenant null
  platform ref to=dcim.platform null del=clear
  serial text max=50 idx
  asset_tag text null max=50 idx
  site ref to=dcim.site req
  location ref to=dcim.location null
  rack ref to=dcim.rack null
  face choice set=face null
  latitude dec null
  longitude dec null
  status choice set=device_status ="active"
  airflow choice set=airflow null
  primary_ip computed
  primary_ip4 ref to=ipam.ipaddress null del=clear
  primary_ip6 ref to=ipam.ipaddress null del=clear
  oob_ip ref to=ipam.ipaddress null del=clear
  cluster ref to=virtualization.cluster null del=clear
  description text max=200 brief
  comments text
  local_context_data json null
  null position parent_device cooling_method virtual_chassis vc_position
  null vc_priority owner config_template
  object config_context
  interface_count count to=dcim.interface by=device
  zero console_port_count console_server_port_count power_port_count power_outlet_count
  zero cooling_intake_count cooling_outflow_count front_port_count rear_port_count
  zero device_bay_count module_bay_count inventory_item_count
  unique lower(name),site,tenant?|Device name must be unique per site and tenant.
  unique asset_tag

type dcim.interface dcim/interfaces Interface interface
  device ref to=dcim.device req brief del=cascade
  name text req max=64 brief idx
  label text max=64
  type choice set=interface_type req
  enabled bool =true
  parent ref to=dcim.interface null del=restrict
  bridge ref to=dcim.interface null del=clear
  lag ref to=dcim.interface null del=clear
  mtu int null least=1 most=65536
  mac_address computed
  primary_mac_address ref to=dcim.macaddress null del=clear
  mac_addresses computed
  speed int null least=0
  duplex choice set=duplex null
  wwn text null max=23
  mgmt_only bool =false
  description text max=200 brief
  mode choice set=interface_mode null
  mark_connected bool =false
  vrf ref to=ipam.vrf null del=clear
  null module channels channel_id rf_role rf_channel poe_mode poe_type rf_channel_frequency
  null rf_channel_width tx_power qinq_svlan vlan_translation_policy wireless_link
  null l2vpn_termination owner
  untagged_vlan ref to=ipam.vlan null del=clear
  tagged_vlans refs to=ipam.vlan
  list vdcs bridge_interfaces wireless_lans
  cable computed brief
  cable_end computed
  link_peers computed
  link_peers_type computed
  connected_endpoints computed
  connected_endpoints_type computed
  connected_endpoints_reachable computed
  count_ipaddresses computed
  zero count_fhrp_groups
  _occupied computed brief
  unique device,name|Interface with this Device and Name already exists.

type dcim.macaddress dcim/mac-addresses MACAddress MAC address order=mac_address
  mac_address mac req brief
  assigned_object_type gtype null types=dcim.interface+virtualization.vminterface
  assigned_object_id gid null del=cascade
  assigned_object computed
  is_primary computed since=4.7
  description text max=200 brief
  comments text
  null owner

type dcim.cable dcim/cables Cable cable order=id
  type choice set=cable_type null
  a_terminations ends
  b_terminations ends
  status choice set=cable_status ="connected"
  tenant ref to=tenancy.tenant null
  label text max=100 brief
  color color =""
  length dec null
  description text max=200 brief
  comments text
  null profile bundle length_unit owner
)";

}  // namespace muster::lab::netbox
