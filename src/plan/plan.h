// The plan: operations in the order they will run, and everything people must see with them.
// JSON form: plan/plan_json.h.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "plan/resource.h"

namespace muster {

enum class Op { create, update, retire, remove, keep };  // remove is written "delete"
std::string_view word(Op op);

enum class Cause { repo, drift, both };
std::string_view word(Cause cause);

// Why an operation keeps a thing as it is.
enum class Keeping {
  none,             // it is no keep
  collision,        // something else holds its natural key
  needs_collided,   // it needs something that collides
  second_mark,      // two objects carry the mark of one resource
  no_base,          // no last applied commit is known
  unknown_at_base,  // it was not at the last applied commit
  protect,          // protect: true
  not_pruned,       // --prune does not ask for it
  waits_retired,    // retired, and the grace time is not over
  foreign_parts,    // what is not muster's would go with it
  reported,         // what differs is only told; its changes are not made
};

struct FieldChange {
  Name field;
  Value before, after;
  Cause cause = Cause::repo;
  Text by;       // drift: who changed it and when, where the target tells: "j.doe 08:12"
  Whence where;  // what says so
};

struct Operation {
  Text id;  // operation_id(); equal content gives an equal id on every branch
  Text target;
  Op op{};
  Name kind;
  Key key;
  Text label, site, host, native;
  Fields before, after;              // managed fields only; empty where there is none
  std::vector<FieldChange> changes;  // update, retire
  Keeping keeping = Keeping::none;
  Text reason;                             // retire, delete, keep: why, for people
  std::map<std::string, size_t> cascades;  // delete: kind → objects that go with it
  std::vector<std::string> foreign;        // delete: what else would go, that is not muster's
  List<Key> needs;                         // of this target, that must be there first
  Key owner;                               // Resource::owner; not in JSON, not in the id
  Whence where;
  bool drift = false;    // a creation of what was there at the last apply and is gone
  bool adopt = false;    // an update that takes a foreign object over
  bool passing = false;  // an update to a value that only this plan knows, and takes back
};

// sha256 of target, kind, key, op, before and after, 16 hex digits.
std::string operation_id(const Operation& operation);

struct Rail {
  std::string name;   // "deletes", "updates", "empty", "protect"
  std::string scope;  // target, or target/site
  std::string value;  // "3/3,118"
  std::string limit;  // "10 % or 25"
  bool refused = false;
  bool lifted = false;  // refused, but allowed by name
};

struct PlanTarget {
  std::string name, kind, version, address;  // address: host of the URL, or the file
  size_t objects = 0;
  size_t requests = 0;
  bool three_way = false;             // a last applied commit was found
  std::string applied;                // that commit
  std::span<const KindTraits> kinds;  // of static storage; for their nouns
};

struct Plan {
  std::string head;  // commit planned; "" = the work tree
  std::string base;  // --base; "" = none
  std::vector<PlanTarget> targets;
  std::vector<Operation> operations;  // keeps last
  std::vector<Rail> rails;
  std::map<std::string, size_t> skipped;  // reason → hosts ("pending", "rejected", "gone", …)
  // Host id → its pages at the systems that know it, of hosts that something is done with.
  std::map<std::string, std::vector<std::string>> pages = {};
  Diagnostics notes;

  size_t count(Op op) const;
  size_t collisions() const;  // what cannot be had because somebody else holds it
  size_t drift() const;       // operations that put back what somebody changed in the target
  bool changes() const;       // anything but keep
  bool refused() const;       // a rail that is not lifted
};

// Digest of what would run: sha256 over the sorted ids of all operations but keeps.
std::string digest(const Plan& plan);

}  // namespace muster
