// Rows as the JSON objects NetBox answers with.
#pragma once

#include "netbox_store.h"

namespace muster::lab::netbox {

struct Shape {
  bool brief = false;
  std::set<std::string> only;  // fields=
  std::set<std::string> omit;  // omit=, exclude=
  bool wants(const std::string& field) const {
    return only.empty() ? !omit.contains(field) : only.contains(field);
  }
};

class Renderer {
 public:
  Renderer(const Spec& spec, const Store& store, std::string base)
      : spec_(spec), store_(store), base_(std::move(base)) {}

  void object(std::string& out, const Type& type, const Row& row, const Shape& shape) const;
  std::string nested(const Type& type, const Row& row) const;

 private:
  void field(std::string& out, const Type& type, const Row& row, size_t index) const;
  std::string reference(const std::string& target, const Json& id) const;
  std::string generic(const Json& type, const Json& id) const;
  std::string computed(const Type& type, const Row& row, const std::string& name) const;
  std::string interface_field(const Type& type, const Row& row, const std::string& name) const;
  std::string cable_field(const Type& type, const Row& row, const std::string& name) const;
  std::string tags(const Row& row) const;
  std::string custom_fields(const Type& type, const Row& row) const;
  void identity(std::string& out, const Type& type, const Row& row, const Shape& shape) const;

  const Spec& spec_;
  const Store& store_;
  std::string base_;
};

}  // namespace muster::lab::netbox
