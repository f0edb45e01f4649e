// What NetBox's change log has of the objects of one host.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/clock.h"
#include "target/target.h"

namespace muster {

struct NetboxChange {
  struct Field {
    std::string name;           // as NetBox calls it; "custom_fields.muster_id"
    std::string before, after;  // "" = none
  };
  long long id = 0;  // in the change log
  Time time{};
  std::string person;
  std::string action;  // "create", "update", "delete"
  std::string noun;    // "VM", "interface"
  std::string label;
  std::string message;        // of whoever wrote it, from NetBox 4.4 on
  std::string request;        // the same in all changes of one request
  std::vector<Field> fields;  // of an update
};

struct NetboxChanges {
  std::vector<NetboxChange> rows;  // youngest first
  bool more = false;               // there are older ones that were not read
};

// Of what carries the host's id now, and of what did when it was deleted, as far as the newest
// thousand deletions of each kind tell.
NetboxChanges netbox_changes(const NetboxConfig& netbox, const Secrets& secrets,
                             const std::string& host, ReadWires wires, std::stop_token stop);

}  // namespace muster
