// NetBox as one table: its kinds of objects in the order of their creation, and their fields: what
// muster calls them and what NetBox does, how each is read, written, found again and looked up in
// the change log. Reading, writing, drift and the rights of the token are loops over it, so that a
// new kind is a row here and what desired.cpp makes of it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/host.h"
#include "plan/plan.h"

namespace muster::netbox {

inline constexpr const char* tag_slug = "muster";
inline constexpr const char* id_field = "muster_id";
inline constexpr const char* access_mode = "access";  // of an interface in one VLAN
inline constexpr const char* tagged_mode = "tagged";
// Tags of the host file are a field each, "tag:rack", so that those of others stay.
inline constexpr std::string_view tag_prefix = "tag:";

enum class Form {
  text,       // null when empty
  blank,      // text that is "" in NetBox when there is none
  choice,     // read as {"value": …}, written bare
  flag,       // true or false
  number,     // a whole one; a fraction is read as text
  texts,      // a list of them
  address,    // with its mask
  mac,        // in capitals
  reference,  // to an object of another kind, written by its id
  given,      // to what muster never makes, written by its slug
  placed,     // the same of what is at the site of what refers to it, written by its id
  node,       // the device that a virtual machine runs on
  sibling,    // another interface of the same owner
  scope,      // the site it is at, as scope_type and scope_id
  owner,      // the device or VM of an interface, said when it is created
  interface,  // what it is assigned to, as assigned_object_type and assigned_object_id
  vlans,      // its mode, then the numbers: mode, untagged_vlan and tagged_vlans
  end,        // of a cable: the interface it is plugged in
  mac_of,     // one of the owner's MACs
  mark,       // the custom field with the id of the host
  tag,        // muster's tag among those of others
  made,       // written when it is created, and not read
};

struct Field {
  std::string_view name;  // in plans
  Form form = Form::text;
  std::string_view to = {};       // reference, given, owner: the kind it refers to
  std::string_view json = {};     // in NetBox, where it has another name there
  bool identity = false;          // with the mark, what tells two objects of one kind apart
  std::string_view managed = {};  // its word in `manage` of a classification; "" = always ours
  bool fills = false;             // usually set only where there is none
  bool required = false;          // said at creation, whoever manages it

  std::string_view in_netbox() const { return json.empty() ? name : json; }
};

enum class Level {  // from the outside in
  prerequisite,     // found by slug or name and used as it is, created where it is missing
  owner,            // devices and virtual machines
  port,             // their interfaces
  attached,         // what is on an interface
  link,             // a pointer of its owner's, with no object of its own
  reading,          // what muster only looks at
};

struct Kind {
  KindTraits traits;
  Level level{};
  std::string_view endpoint = {}, model = {};  // "dcim/devices", "dcim.device"
  std::vector<Field> fields = {};
  std::string_view found_by = "slug";  // the filter that finds again what was created
  std::string_view key = {};           // the first word of its keys, where it is not the kind's
  std::string_view named_by = "slug";  // what others call it by
  std::string_view titled_by = "name";
  std::string_view filter = {};                       // where its whole list is never needed
  std::string_view also = {};                         // read besides its fields
  bool grows = false;                                 // a prerequisite whose lists are added to
  std::string (*natural)(const Resource&) = nullptr;  // what NetBox allows once

  bool swept() const;  // carries muster's mark
  std::string_view name() const { return traits.kind; }
  std::string_view key_word() const { return key.empty() ? traits.kind : key; }
  const Field* field(std::string_view name) const;  // null when it has none of that name
  const Field* field(Form form) const;              // the first of that form
  std::string listed() const;                       // for ?fields=
};

std::span<const Kind> kinds();
std::span<const KindTraits> kind_traits();
const Kind& kind(std::string_view name);
// The kind whose endpoint takes an operation: its own, or its owner's where it has none.
const Kind& endpoint_kind(const Operation& operation);
// The kind whose keys begin with `word`.
const Kind& kind_of_key(std::string_view word);
// The kind of an owner's interfaces: "interface" or "vm-interface".
const Kind& port_kind(std::string_view owner_kind);

std::string natural_of(const Resource& resource);
// What others call a prerequisite by: a slug, "maker/slug", a cluster's name.
std::string word_of(const Resource& prerequisite);
std::string_view without_mask(std::string_view address);
// What an address is called among those of all VRFs: "10.0.0.1", "10.0.0.1%red".
std::string address_name(std::string_view ip, const std::string& vrf);
// How an address or MAC names the interface it is on: "berlin/web1/eth0", "vm:berlin/web1/eth0".
std::string interface_path(const Resource& owner, std::string_view name);

// The rights a token needs, as "view, add" → the models: what docs/netbox.md says.
std::vector<std::pair<std::string, std::vector<std::string_view>>> rights();

}  // namespace muster::netbox
