#include "target/netbox/schema_found.h"

namespace muster::netbox {
namespace {

// Kinds that have just a name and a slug.
Kind slugged(KindTraits traits, std::string_view endpoint, std::string_view model) {
  return {.traits = std::move(traits),
          .level = Level::prerequisite,
          .endpoint = endpoint,
          .model = model,
          .fields = {{"name"}, {"slug"}}};
}

}  // namespace

std::vector<Kind> bare_prerequisites() {
  using enum OnAbsent;
  using enum Form;
  return {
      {.traits = {"tag", "tag", "tags", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "extras/tags",
       .model = "extras.tag",
       .fields = {{"name"}, {"slug"}, {"description", made}}},
      {.traits = {"custom-field", "custom field", "custom fields", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "extras/custom-fields",
       .model = "extras.customfield",
       .fields = {{"name"},
                  {"type", choice},
                  {"object_types", texts},
                  {"label", made},
                  {"description", made},
                  {"filter_logic", made},
                  {"ui_visible", made},
                  {"ui_editable", made},
                  {"is_cloneable", made}},
       .found_by = "name",
       .filter = "name=muster_id",
       .grows = true},
      slugged({"manufacturer", "manufacturer", "manufacturers", keep, {}}, "dcim/manufacturers",
              "dcim.manufacturer"),
      slugged({"device-role", "role", "roles", keep, {}}, "dcim/device-roles", "dcim.devicerole"),
      slugged({"platform", "platform", "platforms", keep, {}}, "dcim/platforms", "dcim.platform"),
      slugged({"cluster-type", "cluster type", "cluster types", keep, {}},
              "virtualization/cluster-types", "virtualization.clustertype"),
  };
}

std::vector<Kind> placed_prerequisites() {
  using enum OnAbsent;
  using enum Form;
  return {
      {.traits = {"site", "site", "sites", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "dcim/sites",
       .model = "dcim.site",
       .fields = {{"name"}, {"slug"}, {"status", made}}},
      {.traits = {"device-type", "device type", "device types", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "dcim/device-types",
       .model = "dcim.devicetype",
       .fields = {{"manufacturer", reference, "manufacturer", {}, true}, {"model"}, {"slug"}},
       .titled_by = "model",
       .also = "part_number"},
      {.traits = {"cluster", "cluster", "clusters", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "virtualization/clusters",
       .model = "virtualization.cluster",
       .fields = {{"name"},
                  {"type", reference, "cluster-type"},
                  {"site", scope, "site", "scope_id", true},
                  {"status", made}},
       .found_by = "name",
       .named_by = "name"},
  };
}

std::vector<Kind> addressing() {
  using enum OnAbsent;
  using enum Form;
  return {
      {.traits = {"vlan-group", "VLAN group", "VLAN groups", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "ipam/vlan-groups",
       .model = "ipam.vlangroup",
       .fields = {{"name"}, {"slug"}, {"site", scope, "site", "scope_id", true}}},
      {.traits = {"vlan", "VLAN", "VLANs", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "ipam/vlans",
       .model = "ipam.vlan",
       .fields = {{"vid", number},
                  {"name"},
                  {"site", reference, "site"},
                  {"group", reference, "vlan-group", {}, true}},
       .found_by = "vid",
       .named_by = "name"},
      {.traits = {"prefix", "prefix", "prefixes", keep, {}},
       .level = Level::prerequisite,
       .endpoint = "ipam/prefixes",
       .model = "ipam.prefix",
       .fields = {{"prefix"},
                  {"status", choice},
                  {"vrf", reference, "vrf", {}, true},
                  {"site", scope, "site", "scope_id"}},
       .found_by = "prefix",
       .named_by = "prefix",
       .titled_by = "prefix"},
  };
}

std::vector<Kind> looked_at() {
  using enum OnAbsent;
  return {
      {.traits = {"tenant", "tenant", "tenants", keep, {}},
       .level = Level::reading,
       .endpoint = "tenancy/tenants",
       .model = "tenancy.tenant",
       .fields = {{"name"}, {"slug"}}},
      {.traits = {"location", "location", "locations", keep, {}},
       .level = Level::reading,
       .endpoint = "dcim/locations",
       .model = "dcim.location",
       .fields = {{"name"}, {"slug"}, {"site", Form::reference, "site"}}},
      {.traits = {"rack", "rack", "racks", keep, {}},
       .level = Level::reading,
       .endpoint = "dcim/racks",
       .model = "dcim.rack",
       .fields = {{"name"},
                  {"site", Form::reference, "site"},
                  {"location", Form::reference, "location"}},
       .named_by = "name"},
      {.traits = {"vrf", "VRF", "VRFs", keep, {}},
       .level = Level::reading,
       .endpoint = "ipam/vrfs",
       .model = "ipam.vrf",
       .fields = {{"name"}, {"rd"}},
       .named_by = "name"},
      {.traits = {"service", "service", "services", keep, {}},
       .level = Level::reading,
       .endpoint = "ipam/services",
       .model = "ipam.service"},
      {.traits = {"journal-entry", "journal entry", "journal entries", keep, {}},
       .level = Level::reading,
       .endpoint = "extras/journal-entries",
       .model = "extras.journalentry"},
      {.traits = {"tagged-item", "tagged object", "tagged objects", keep, {}},
       .level = Level::reading,
       .endpoint = "extras/tagged-objects",
       .model = "extras.taggeditem"},
      {.traits = {"object-change", "change", "changes", keep, {}},
       .level = Level::reading,
       .endpoint = "core/object-changes",
       .model = "core.objectchange"},
  };
}

}  // namespace muster::netbox
