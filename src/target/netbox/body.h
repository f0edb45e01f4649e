// Operations as the JSON NetBox wants: natural keys become ids.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>

#include "plan/plan.h"
#include "target/netbox/client.h"

namespace muster::netbox {

// Ids of what exists, by key; grows as creations succeed.
using Ids = std::unordered_map<std::string, long long>;

class Bodies {
 public:
  Bodies(const Ids& ids, Version version, std::string message);

  // The body of one creation, or of one change with its id. Error when something it refers to is
  // not there.
  Json create(const Operation& operation) const;
  Json change(const Operation& operation) const;
  Json patch(const Operation& operation, const Fields& values, long long id) const;
  Json remove(long long id) const;

 private:
  void put(Json& body, const Operation& operation, const std::string& field,
           const Json& value) const;
  void put_tag(Json& body, const Operation& operation) const;
  void put_interface(Json& body, const Operation& operation, const Json& value) const;
  Json reference(std::string_view kind, const Json& word) const;
  long long id(const std::string& key) const;
  Json start() const;

  const Ids& ids_;
  Version version_;
  std::string message_;
};

// The key of the interface or owner an operation's object belongs to; "" when it needs none.
std::string interface_of(const Operation& operation);
std::string owner_of(const Operation& operation);

}  // namespace muster::netbox
