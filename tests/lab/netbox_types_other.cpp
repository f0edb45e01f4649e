#include "netbox_spec.h"

namespace muster::lab::netbox {

const std::string_view types_other = R"(
type tenancy.tenant tenancy/tenants Tenant tenant
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  description text max=200 brief
  comments text
  null group owner
  device_count count to=dcim.device by=tenant
  ipaddress_count count to=ipam.ipaddress by=tenant
  prefix_count count to=ipam.prefix by=tenant
  site_count count to=dcim.site by=tenant
  virtualmachine_count count to=virtualization.virtualmachine by=tenant
  vrf_count count to=ipam.vrf by=tenant
  cluster_count count to=virtualization.cluster by=tenant
  zero circuit_count rack_count vlan_count
  unique name
  unique slug

type ipam.vrf ipam/vrfs VRF VRF
  name text req max=100 brief idx
  rd text null max=21 brief
  tenant ref to=tenancy.tenant null
  enforce_unique bool =true
  description text max=200 brief
  comments text
  null owner
  list import_targets export_targets
  ipaddress_count count to=ipam.ipaddress by=vrf
  prefix_count count to=ipam.prefix by=vrf
  unique rd

type ipam.ipaddress ipam/ip-addresses IPAddress IP address order=address
  family computed brief
  address address req brief
  vrf ref to=ipam.vrf null
  tenant ref to=tenancy.tenant null
  status choice set=ip_status ="active"
  role choice set=ip_role null
  assigned_object_type gtype null types=dcim.interface+virtualization.vminterface+ipam.fhrpgroup
  assigned_object_id gid null del=cascade
  assigned_object computed
  dns_name dns max=255 idx brief
  description text max=200 brief
  comments text
  null nat_inside owner
  list nat_outside

type ipam.prefix ipam/prefixes Prefix prefix order=prefix
  family computed brief
  prefix prefix req brief
  vrf ref to=ipam.vrf null
  scope_type gtype null types=dcim.region+dcim.sitegroup+dcim.site+dcim.location
  scope_id gid null del=cascade
  scope computed
  tenant ref to=tenancy.tenant null
  status choice set=prefix_status ="active"
  is_pool bool =false
  mark_utilized bool =false
  description text max=200 brief
  comments text
  vlan ref to=ipam.vlan null
  null role owner
  zero children
  _depth computed brief

type ipam.vlangroup ipam/vlan-groups VLANGroup VLAN group
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  scope_type gtype null types=dcim.region+dcim.sitegroup+dcim.site+dcim.location
  scope_id gid null del=cascade
  scope computed
  vid_ranges json =[[1,4094]]
  total_vlan_ids computed
  tenant ref to=tenancy.tenant null since=4.3
  description text max=200 brief
  comments text since=4.4
  null owner
  vlan_count count to=ipam.vlan by=group
  utilization computed
  unique scope_type,scope_id,name|VLAN group with this Scope type, Scope id and Name already exists.
  unique scope_type,scope_id,slug|VLAN group with this Scope type, Scope id and Slug already exists.

type ipam.vlan ipam/vlans VLAN VLAN order=vid
  site ref to=dcim.site null
  group ref to=ipam.vlangroup null
  vid int req least=1 most=4094 brief idx
  name text req max=64 brief idx
  tenant ref to=tenancy.tenant null
  status choice set=prefix_status ="active"
  description text max=200 brief
  comments text
  null role qinq_role qinq_svlan owner l2vpn_termination
  prefix_count count to=ipam.prefix by=vlan
  unique group,vid|VLAN with this Group and VLAN ID already exists.
  unique group,name|VLAN with this Group and Name already exists.

type ipam.service ipam/services Service service
  parent_object_type gtype null types=dcim.device+virtualization.virtualmachine since=4.3
  parent_object_id gid null del=cascade since=4.3
  device ref to=dcim.device null del=cascade until=4.3
  virtual_machine ref to=virtualization.virtualmachine null del=cascade until=4.3
  name text req max=100 brief idx
  protocol choice set=service_protocol null brief
  ports json null brief
  description text max=200 brief
  comments text
  null owner
  list ipaddresses port_mappings
  parent computed since=4.3

type virtualization.clustertype virtualization/cluster-types ClusterType cluster type
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  description text max=200 brief
  comments text since=4.4
  null owner
  cluster_count count to=virtualization.cluster by=type
  unique name
  unique slug

type virtualization.cluster virtualization/clusters Cluster cluster
  name text req max=100 brief idx
  type ref to=virtualization.clustertype req
  status choice set=cluster_status ="active"
  tenant ref to=tenancy.tenant null
  scope_type gtype null types=dcim.region+dcim.sitegroup+dcim.site+dcim.location
  scope_id gid null del=cascade
  scope computed
  description text max=200 brief
  comments text
  null group owner allocated_vcpus allocated_memory allocated_disk
  device_count count to=dcim.device by=cluster
  virtualmachine_count count to=virtualization.virtualmachine by=cluster
  unique scope_type,scope_id,name|!virtualization_cluster_unique__site_name

type virtualization.virtualmachine virtualization/virtual-machines VirtualMachine virtual machine
  name text req max=64 brief idx
  status choice set=vm_status ="active"
  start_on_boot choice set=start_on_boot ="off"
  site ref to=dcim.site null
  cluster ref to=virtualization.cluster null
  device ref to=dcim.device null
  serial text max=50
  role ref to=dcim.devicerole null
  tenant ref to=tenancy.tenant null
  platform ref to=dcim.platform null del=clear
  primary_ip computed
  primary_ip4 ref to=ipam.ipaddress null del=clear
  primary_ip6 ref to=ipam.ipaddress null del=clear
  vcpus dec null least=0.01
  memory int null least=0
  disk int null least=0
  description text max=200 brief
  comments text
  local_context_data json null
  null virtual_machine_type owner config_template
  object config_context
  interface_count count to=virtualization.vminterface by=virtual_machine
  zero virtual_disk_count
  unique lower(name),cluster,tenant?|Virtual machine name must be unique per cluster and tenant.

type virtualization.vminterface virtualization/interfaces VMInterface interface
  virtual_machine ref to=virtualization.virtualmachine req brief del=cascade
  name text req max=64 brief idx
  enabled bool =true
  parent ref to=virtualization.vminterface null del=restrict
  bridge ref to=virtualization.vminterface null del=clear
  mtu int null least=1 most=65536
  mac_address computed
  primary_mac_address ref to=dcim.macaddress null del=clear
  mac_addresses computed
  description text max=200 brief
  mode choice set=interface_mode null
  vrf ref to=ipam.vrf null del=clear
  untagged_vlan ref to=ipam.vlan null del=clear
  tagged_vlans refs to=ipam.vlan
  null qinq_svlan vlan_translation_policy l2vpn_termination owner
  count_ipaddresses computed
  zero count_fhrp_groups
  unique virtual_machine,name|Interface with this Virtual machine and Name already exists.

type extras.tag extras/tags Tag tag untagged
  name text req max=100 brief idx
  slug slug req max=100 brief idx
  color color ="9e9e9e" brief
  description text max=200 brief
  weight int least=0 =1000
  object_types types
  tagged_items count to=extras.taggeditem by=tag
  unique name
  unique slug

type extras.customfield extras/custom-fields CustomField custom field untagged
  object_types types req
  type choice set=cf_type req
  name text req max=50 brief idx
  label text max=50
  group_name text max=50
  description text max=200 brief
  required bool =false
  unique bool =false
  search_weight int =1000
  filter_logic choice set=filter_logic ="loose"
  ui_visible choice set=ui_visible ="always"
  ui_editable choice set=ui_editable ="yes"
  is_cloneable bool =false
  default json null
  weight int =100
  validation_minimum dec null
  validation_maximum dec null
  validation_regex text max=500
  status choice set=cf_status ="active"
  comments text
  data_type computed
  true nulls_first
  null related_object_type related_object_filter validation_schema choice_set owner
  unique name

type extras.journalentry extras/journal-entries JournalEntry journal entry order=-id
  assigned_object_type gtype req types=dcim.device+virtualization.virtualmachine+dcim.interface+virtualization.vminterface
  assigned_object_id gid req del=cascade
  kind choice set=journal_kind ="info"
  comments text req
  assigned_object computed
  created_by int =1

type extras.taggeditem extras/tagged-objects TaggedItem tagged item untagged readonly order=id
  object_type text idx
  object_id int idx
  object computed
  tag ref to=extras.tag del=cascade

type core.objectchange core/object-changes ObjectChange object change untagged readonly order=-id
  time text
  user computed
  user_name text
  request_id text idx
  action choice set=action
  changed_object_type text
  changed_object_id int idx
  changed_object computed
  object_repr text
  message text
  prechange_data json null
  postchange_data json null
)";

}  // namespace muster::lab::netbox
