// Reads one request body into a row, as NetBox's serializers do.
#pragma once

#include "netbox_store.h"

namespace muster::lab::netbox {

// Ends a request with this status and body.
struct Refusal {
  int status = 400;
  Json body;
  std::string etag = {};
};

// Messages by field.
class Errors {
 public:
  void add(const std::string& field, const std::string& message);
  void set(const std::string& field, Json messages) { fields_[field] = std::move(messages); }
  bool has(const std::string& field) const { return fields_.contains(field); }
  bool empty() const { return fields_.empty(); }
  const Json& json() const { return fields_; }

 private:
  Json fields_ = Json::object();
};

std::string python_text(const Json& value);  // as Python prints it inside a message
std::string trimmed(const std::string& text);

class FieldReader {
 public:
  FieldReader(const Spec& spec, const Store& store) : spec_(spec), store_(store) {}

  // `partial`: fields may be missing (PATCH).
  void read(const Type& type, const Json& body, bool partial, Row& row, Errors& errors) const;
  std::vector<Id> read_tags(const Json& value, const std::string& field, Errors& errors) const;
  // The id of the object that `value` (an id or a dictionary of attributes) names.
  std::optional<Id> resolve(const Type& type, const Json& value, const std::string& field,
                            Errors& errors) const;

 private:
  void read_one(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_text(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_number(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_boolean(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_choice(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_reference(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_references(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_net(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_types(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_generic_type(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void read_ends(const Field& field, const Json& value, Json& into, Errors& errors) const;
  void check_text(const Field& field, const std::string& text, Errors& errors) const;
  std::vector<Id> search(const Type& type, const Json& attributes) const;
  bool matches(const Type& type, const Row& row, const Json& attributes) const;
  bool matches_one(const Type& type, const Row& row, std::string name, const Json& value) const;

  const Spec& spec_;
  const Store& store_;
};

}  // namespace muster::lab::netbox
