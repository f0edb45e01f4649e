// Operations as the JSON NetBox wants: natural keys become ids.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>

#include "plan/plan.h"
#include "target/netbox/client.h"
#include "target/netbox/notes.h"
#include "target/netbox/schema.h"

namespace muster::netbox {

// Ids of what exists, by key; grows as creations succeed.
using Ids = std::unordered_map<Key, long long>;

class Bodies {
 public:
  Bodies(const Ids& ids, const Notes& notes, Version version, const std::string& message);

  // The body of one creation, or of one change with its id. Error when something it refers to is
  // not there.
  Json create(const Operation& operation) const;
  Json change(const Operation& operation) const;
  Json patch(const Operation& operation, const Fields& values, long long id) const;
  Json remove(long long id) const;

 private:
  void put_all(Json& body, const Operation& operation, const Fields& values) const;
  void put(Json& body, const Operation& operation, const Field& field,
           const std::string& field_name, const Value& value) const;
  void put_tag(Json& body, const Operation& operation, const std::string& slug,
               const Value& word) const;
  Json tag_reference(const Operation& operation, const std::string& slug) const;
  Json tags_there(const Operation& operation) const;
  Json end(const Operation& operation, const Field& field) const;
  void put_vlans(Json& body, const Operation& operation, const Value& value) const;
  void put_interface(Json& body, const Operation& operation, const Value& value) const;
  Json reference(const Operation& operation, const Field& field, const Value& word) const;
  static Key needed(const Operation& operation, std::string_view of);
  static Key beside(const Operation& operation, const std::string& name);
  Json referred(const Operation& operation, const Field& field, const Value& value) const;
  long long id(const Key& key) const;
  Json start() const;

  const Ids& ids_;
  const Notes& notes_;
  Version version_;
  std::string message_;
};

}  // namespace muster::netbox
