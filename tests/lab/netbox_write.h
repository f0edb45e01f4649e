// Creates, changes and deletes single objects, with the change log.
#pragma once

#include "netbox_fields.h"

namespace muster::lab::netbox {

std::string now();  // UTC, microseconds, as NetBox writes it
std::string display(const Spec& spec, const Store& store, const Type& type, const Row& row);
const Type* interface_parent(const Spec& spec, const Store& store, const Row& address, Id& parent);

// One object about to be saved.
struct Check {
  const Spec& spec;
  const Store& store;
  const Type& type;
  Row& row;
  const Row* before;  // null when it is new
  const Json& body;
  Errors& errors;

  Json& value(std::string_view field) const { return row.values[type.at(field)]; }
  Json old(std::string_view field) const {
    return before ? before->values[type.at(field)] : Json();
  }
  bool changed(std::string_view field) const { return value(field) != old(field); }
};

// Of another object, null where there is none.
const Row* row_of(const Check& check, const char* type, const Json& id);
Json field_of(const Check& check, const char* type_name, const Json& id, const char* field);
std::string shown(const Check& check, const char* type, const Json& id);

void apply_rules(const Check& check);          // netbox_rules.cpp
void check_vlan(const Check& check);           // netbox_vlans.cpp
void check_vlans_on(const Check& check);       // netbox_vlans.cpp
void read_custom_fields(const Check& check);   // netbox_custom.cpp
void check_custom_fields(const Check& check);  // netbox_custom.cpp
std::vector<const Row*> custom_fields_of(const Spec& spec, const Store& store, const Type& type);

class Writer {
 public:
  Writer(const Spec& spec, Store& store, std::string request_id)
      : spec_(spec), store_(store), request_id_(std::move(request_id)) {}

  Id create(const Type& type, const Json& body);
  void update(const Type& type, Id id, const Json& body, bool partial);
  // `bulk`: the short wording of 4.7's lists.
  void remove(const Type& type, Id id, const std::string& message, bool bulk);

 private:
  struct Doomed;
  using Object = std::pair<const Type*, Id>;

  void fill(const Check& check, bool partial);
  void read_tags(const Check& check);
  void check_unique(const Check& check);
  void save(const Type& type, Row row, const Row* before, const std::string& message);
  void sync_tags(const Type& type, const Row& row, const std::vector<Id>& before);
  void after_save(const Type& type, Id id, const Json& body, bool created);
  void set_mac_address(const Type& type, Id id, const Json& address);
  void assign_primary_mac(const Type& type, Id id);
  void adopt_custom_field(const Row& field);
  void drop_custom_field(const Row& field);
  void change_field(const Object& object, size_t field, Json value);
  void collect(const Object& object, Doomed& doomed) const;
  void collect_referrer(const Type& type, size_t field, const Ids& ids, Doomed& doomed) const;
  void leave_cables(const Object& object);
  void erase(const Object& object, const std::string& message);
  void record(const Type& type, const Row& row, const char* action, Json before, Json after,
              const std::string& message);
  Json snapshot(const Type& type, const Row& row) const;

  const Spec& spec_;
  Store& store_;
  std::string request_id_;
};

}  // namespace muster::lab::netbox
